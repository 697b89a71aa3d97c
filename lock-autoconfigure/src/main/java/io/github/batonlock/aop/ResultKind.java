package io.github.batonlock.aop;

/**
 * When the result of a method is there, and with it the end of its lock.
 */
enum ResultKind {

	/** When the method returns. */
	VALUE,

	/**
	 * When the method returns, or else the call fails: its type does not tell whether it
	 * returns what ends later.
	 */
	OPEN,

	/** When the future that it returns ends. */
	FUTURE,

	/**
	 * When the future that it returns ends, which the calling thread waits for: it is one
	 * of {@code @Async}, and would do so without a lock.
	 */
	AWAITED,

	/** When the publisher that it returns ends, for each subscription. */
	PUBLISHER;

	/** Whether the call is made after the caller has got its result. */
	boolean isLater() {
		return this == FUTURE || this == PUBLISHER;
	}

}
