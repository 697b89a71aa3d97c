package io.github.batonlock.store;

/**
 * How messages reach this instance, as found out by the store.
 *
 * @param messages the sender of messages
 * @param probe whether requests are skipped if their instance seems to have no
 * subscription
 */
public record Delivery(Way messages, boolean probe) {

	/**
	 * The sender of messages.
	 */
	public enum Way {

		/** The scripts that release and queue. */
		SCRIPT,

		/** The client, by a separate command after each such script. */
		CLIENT,

		/** No messages reach this instance, so it polls. */
		NONE,

		/** Not known yet. */
		UNKNOWN

	}

}
