package io.github.batonlock.aop;

/**
 * When the result of a method is there, and with it the end of its lock.
 */
enum ResultKind {

	/** When the method returns. */
	VALUE,

	/** When the future that it returns ends. */
	FUTURE,

	/** When the publisher that it returns ends, for each subscription. */
	PUBLISHER

}
