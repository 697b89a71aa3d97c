package io.github.batonlock;

/**
 * How a JVM learns that a lock it waits for has become its own.
 */
public enum Waiting {

	/**
	 * As configured for the name of the lock.
	 */
	DEFAULT,

	/**
	 * It is told by a Pub/Sub message, and asks from time to time in case a message was
	 * lost.
	 */
	PUBSUB,

	/**
	 * It asks every {@code spin-interval}. For places where Pub/Sub is not to be had.
	 */
	SPIN

}
