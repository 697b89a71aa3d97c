package io.github.batonlock.store;

/**
 * A message between two instances, sent through the store. For operators only: acquiring
 * and releasing locks do not depend on it.
 */
public sealed interface Inquiry {

	/**
	 * Asks for the location of the owner of a lock. Replied to with an {@link Answer}, or
	 * not at all.
	 *
	 * @param name name of the lock
	 * @param owner the owning request
	 * @param asker the instance that asks
	 */
	record Question(String name, Request owner, String asker) implements Inquiry {
	}

	/**
	 * Reports the location of the owner.
	 *
	 * @param owner the request that was asked for
	 * @param whereabouts the location
	 */
	record Answer(Request owner, Whereabouts whereabouts) implements Inquiry {
	}

}
