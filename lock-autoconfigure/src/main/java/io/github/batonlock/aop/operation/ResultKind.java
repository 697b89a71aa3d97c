package io.github.batonlock.aop.operation;

/**
 * The time at which the result of a method is complete, and its lock can be released.
 */
public enum ResultKind {

	/** When the method returns. */
	VALUE,

	/**
	 * When the method returns. Its type does not tell whether the result is complete by
	 * then; if it is not, the call fails.
	 */
	OPEN,

	/** When the future that the method returns completes. */
	FUTURE,

	/**
	 * When the future that the method returns completes. The calling thread waits for it:
	 * it is a thread of {@code @Async}, and would wait without a lock, too.
	 */
	AWAITED,

	/** When the publisher that the method returns ends, for each subscription. */
	PUBLISHER;

	/**
	 * Whether the method runs after its caller has received the result.
	 * @return whether it runs later
	 */
	public boolean isLater() {
		return this == FUTURE || this == PUBLISHER;
	}

}
