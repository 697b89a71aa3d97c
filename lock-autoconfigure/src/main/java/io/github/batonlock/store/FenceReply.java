package io.github.batonlock.store;

/**
 * Answer to the drawing of fencing tokens.
 */
public sealed interface FenceReply {

	/**
	 * The tokens were drawn.
	 *
	 * @param first the first of as many tokens as were wanted
	 */
	record Drawn(long first) implements FenceReply {
	}

	/**
	 * The request does not own, so it gets none.
	 */
	record Lost() implements FenceReply {
	}

}
