package io.github.batonlock.store;

/**
 * Answer to the renewal of an ownership.
 */
public sealed interface RenewReply {

	/**
	 * The request owns, for the full lease again.
	 *
	 * @param waiting how many other requests queue
	 */
	record Kept(long waiting) implements RenewReply {
	}

	/**
	 * The request does not own, and no longer will.
	 */
	record Lost() implements RenewReply {
	}

}
