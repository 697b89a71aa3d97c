package io.github.batonlock.store;

/**
 * How messages get from those who release and queue to this instance, as the store has
 * found out.
 *
 * @param messages who publishes them
 * @param probe whether requests whose instance does not seem to listen are skipped
 */
public record Delivery(Way messages, boolean probe) {

	/**
	 * Who publishes messages.
	 */
	public enum Way {

		/** The scripts that release and queue. */
		SCRIPT,

		/** The client, by a command of its own after each such script. */
		CLIENT,

		/** Nobody whom this instance hears, so it polls. */
		NONE,

		/** Not found out yet. */
		UNKNOWN

	}

}
