package io.github.batonlock.store;

import java.time.Duration;

/**
 * Receives messages of a {@link LockStore} for an instance. Messages may be late,
 * duplicated, out of order, or lost. No method blocks.
 */
public interface StoreListener {

	/**
	 * Called when a queued request has become the owner.
	 * @param name name of the lock
	 * @param request the owning request
	 * @param place the place that the request had in the queue
	 * @param grantLease how long the ownership lasts unless it is renewed
	 * @param waiting number of other requests in the queue
	 */
	void granted(String name, Request request, long place, Duration grantLease, long waiting);

	/**
	 * Called when another JVM waits for a lock.
	 * @param name name of the lock
	 * @param owner the owning request
	 */
	void asked(String name, Request owner);

	/**
	 * Called when another instance sends a question or an answer.
	 * @param inquiry the message
	 */
	void told(Inquiry inquiry);

	/**
	 * Called when a subscription has been confirmed, for the first time or again: earlier
	 * messages may have been lost.
	 */
	void subscribed();

	/**
	 * Called when it has been found out how messages reach this instance, or if that
	 * takes long.
	 * @param found the result
	 */
	default void delivery(Delivery found) {
	}

}
