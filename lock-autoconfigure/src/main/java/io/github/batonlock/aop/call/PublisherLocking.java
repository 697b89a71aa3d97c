package io.github.batonlock.aop.call;

/**
 * Runs calls that return publishers under their locks.
 */
public interface PublisherLocking {

	/**
	 * Creates a publisher that, for each subscription, acquires the lock, makes the call
	 * and publishes its elements.
	 * @param call the call
	 * @param type the type of the publisher or, for a suspending function, of its result
	 * @return the publisher for the caller: of that type, or a Reactive Streams publisher
	 * for a suspending function
	 */
	Object lock(PendingCall call, Class<?> type);

	/**
	 * Makes the transaction that the method has begun check the lease before it commits.
	 * @param result the publisher that the method has returned, inside of its transaction
	 * @return a publisher of the same type
	 */
	Object guard(Object result);

}
