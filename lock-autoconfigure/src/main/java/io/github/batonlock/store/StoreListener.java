package io.github.batonlock.store;

import java.time.Duration;

/**
 * Hears what a {@link LockStore} has to tell an instance. Messages may come late, twice,
 * in any order or not at all. No method blocks.
 */
public interface StoreListener {

	/**
	 * A queued request has become the owner.
	 * @param name name of the lock
	 * @param request the request that owns
	 * @param place the place that it had in the queue
	 * @param grantLease how long the ownership lasts unless it is renewed
	 * @param waiting how many other requests queue
	 */
	void granted(String name, Request request, long place, Duration grantLease, long waiting);

	/**
	 * Somebody waits for a lock.
	 * @param name name of the lock
	 * @param owner the request that owns it
	 */
	void asked(String name, Request owner);

	/**
	 * Another instance asks this one for something, or answers.
	 * @param inquiry what it tells
	 */
	void told(Inquiry inquiry);

	/**
	 * A subscription has been confirmed, for the first time or again: messages may have
	 * been lost before.
	 */
	void subscribed();

	/**
	 * How messages get to this instance has been found out, or takes long to be.
	 * @param found how
	 */
	default void delivery(Delivery found) {
	}

}
