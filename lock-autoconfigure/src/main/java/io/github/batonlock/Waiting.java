package io.github.batonlock;

/**
 * How a JVM learns that it has been granted a lock for which it waits.
 */
public enum Waiting {

	/**
	 * As configured for the name of the lock.
	 */
	DEFAULT,

	/**
	 * Wait for a Pub/Sub message, and poll from time to time in case a message was lost.
	 */
	PUBSUB,

	/**
	 * Poll every {@code spin-interval}. For environments without Pub/Sub.
	 */
	SPIN

}
