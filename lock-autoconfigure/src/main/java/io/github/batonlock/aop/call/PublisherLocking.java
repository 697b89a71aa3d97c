package io.github.batonlock.aop.call;

/**
 * Puts the calls of methods that return publishers under their locks.
 */
public interface PublisherLocking {

	/**
	 * Make a publisher that acquires the lock, makes the call and publishes what it
	 * publishes, anew for each subscription.
	 * @param call the call to be made
	 * @param type the type of publisher, or, for a suspending function, of its result
	 * @return what the caller gets: of that type, but a Reactive Streams publisher for a
	 * suspending function
	 */
	Object lock(PendingCall call, Class<?> type);

	/**
	 * Let the transaction that the method itself has opened look at the lease before it
	 * commits.
	 * @param result the publisher that the method has returned, inside of its transaction
	 * @return a publisher of the same type
	 */
	Object guard(Object result);

}
