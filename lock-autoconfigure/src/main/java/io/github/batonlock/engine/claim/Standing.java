package io.github.batonlock.engine.claim;

/**
 * Where a claim stands, for the rules of its site.
 */
public enum Standing {

	/**
	 * The request is on its way to the store, by a command of its own or with the release
	 * before it.
	 */
	PURSUED,

	/**
	 * The request waits in the queue of the store.
	 */
	QUEUED,

	/**
	 * The request owns, but nobody may enter until replicas know that.
	 */
	CONFIRMING,

	/**
	 * The request owns.
	 */
	OWNED,

	/**
	 * The request is being released.
	 */
	RELEASING,

	/**
	 * The key of the request is left to expire.
	 */
	LEAVING,

	/**
	 * Nobody wants the request any more.
	 */
	ENDED

}
