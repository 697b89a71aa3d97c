package io.github.batonlock.store;

/**
 * Reply to the renewal of an ownership.
 */
public sealed interface RenewReply {

	/**
	 * The request owns the lock, for the full lease again.
	 *
	 * @param waiting number of other requests in the queue
	 */
	record Kept(long waiting) implements RenewReply {
	}

	/**
	 * The request does not own the lock, and never will again.
	 */
	record Lost() implements RenewReply {
	}

}
