package io.github.batonlock.store;

/**
 * What one instance tells another one by way of the store. For operators: nothing that
 * acquires or releases a lock needs it.
 */
public sealed interface Inquiry {

	/**
	 * Where is the owner of a lock? Answered by {@link Answer}, or not at all.
	 *
	 * @param name name of the lock
	 * @param owner the request that owns it
	 * @param asker the instance that asks
	 */
	record Question(String name, Request owner, String asker) implements Inquiry {
	}

	/**
	 * Where the owner is.
	 *
	 * @param owner the request that was asked for
	 * @param whereabouts where that is
	 */
	record Answer(Request owner, Whereabouts whereabouts) implements Inquiry {
	}

}
