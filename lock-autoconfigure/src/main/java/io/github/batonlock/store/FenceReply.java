package io.github.batonlock.store;

/**
 * Reply to a request for fencing tokens.
 */
public sealed interface FenceReply {

	/**
	 * The tokens were reserved.
	 *
	 * @param first the first of the requested number of tokens
	 */
	record Drawn(long first) implements FenceReply {
	}

	/**
	 * The request does not own the lock, so it gets no tokens.
	 */
	record Lost() implements FenceReply {
	}

}
