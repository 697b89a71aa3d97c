package io.github.batonlock.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Stores the owner and the queue of each lock.
 * <p>
 * Every command is atomic and idempotent for its requests. No method blocks or throws:
 * errors complete the returned stage, possibly on a thread that must not be blocked. A
 * store sets no time limits of its own; the engine does. Stages may complete after that
 * limit, and the engine still evaluates late replies.
 */
public interface LockStore {

	/**
	 * Subscribes to messages for an instance, until {@link #stop()}. Failures are retried
	 * in the background.
	 * @param instance the instance
	 * @param listener receiver of the messages, called on any thread, never while the
	 * store holds a mutex
	 */
	void start(String instance, StoreListener listener);

	/**
	 * Subscribes again in the background, because the store seems not to see the
	 * subscription. Ends with {@link StoreListener#subscribed()}.
	 */
	void resubscribe();

	/**
	 * Ends the subscription. Commands may fail until {@link #start} is called again.
	 */
	void stop();

	/**
	 * Returns whether the store reports how messages reach the listener, by
	 * {@link StoreListener#delivery}, even if that takes long.
	 * @return {@code false} unless the store has to find that out
	 */
	default boolean tellsDelivery() {
		return false;
	}

	/**
	 * Returns whether it makes sense to wait for a lock that cannot be acquired at once.
	 * If not, each acquisition is a single try, whatever its timeout.
	 * @param name name of the lock
	 * @return {@code true}, unless the store knows that the lock will not become free
	 */
	default boolean worthWaiting(String name) {
		return true;
	}

	/**
	 * First try: becomes the owner if there is none, whether other requests are queued or
	 * not.
	 * @param name name of the lock
	 * @param request the request
	 * @param lease how long the ownership lasts unless it is renewed
	 * @return {@link AcquireReply.Granted} or {@link AcquireReply.Taken}
	 */
	CompletionStage<? extends AcquireReply> tryAcquire(String name, Request request, Duration lease);

	/**
	 * Becomes the owner if there is none, or if the request already owns the lock.
	 * Otherwise takes a place in the queue, if wanted; an older place is kept. Asks the
	 * owner if no request did before, or if the request is sent again.
	 * @param name name of the lock
	 * @param request the request
	 * @param lease how long the ownership lasts unless it is renewed
	 * @param enqueue whether to take a place in the queue
	 * @return {@link AcquireReply.Granted} or {@link AcquireReply.Wait}
	 */
	CompletionStage<? extends AcquireReply> acquire(String name, Request request, Duration lease, Enqueue enqueue);

	/**
	 * Prolongs the ownership.
	 * @param name name of the lock
	 * @param request the owning request
	 * @param lease how long the ownership lasts from now on
	 * @return whether the request still owns the lock
	 */
	CompletionStage<RenewReply> renew(String name, Request request, Duration lease);

	/**
	 * Prolongs several ownerships, with fewer commands if the store supports that.
	 * @param renewals the ownerships to prolong, a hundred at most
	 * @return in the same order, whether each request still owns its lock; a failure of
	 * one does not affect the others
	 */
	default List<CompletionStage<RenewReply>> renewAll(List<Renewal> renewals) {
		return renewals.stream().map((renewal) -> renew(renewal.name(), renewal.request(), renewal.lease())).toList();
	}

	/**
	 * Returns whether a new ownership has to be {@linkplain #replicate replicated} before
	 * it is relied upon.
	 * @return {@code false} unless the store has replicas and is configured to wait for
	 * them
	 */
	default boolean replicates() {
		return false;
	}

	/**
	 * Prolongs the ownership, and waits until the required number of replicas know of it.
	 * Too few acknowledgements in time are an error.
	 * @param name name of the lock
	 * @param request the owning request
	 * @param lease how long the ownership lasts from now on
	 * @return whether the request still owns the lock
	 */
	default CompletionStage<RenewReply> replicate(String name, Request request, Duration lease) {
		return renew(name, request, lease);
	}

	/**
	 * Leaves an ownership to expire: from then on, it ends when its time is over, and not
	 * before.
	 * @param name name of the lock
	 * @param request the owning request
	 * @param left the request to store as the owner from now on: the same request with
	 * the longest time that its ownership may still last as its lease. It may already own
	 * the lock, by an earlier attempt
	 * @param time how long the ownership lasts from now on, no longer than the lease of
	 * {@code left}
	 * @return whether the ownership had not ended
	 */
	CompletionStage<RenewReply> leave(String name, Request request, Request left, Duration time);

	/**
	 * Reserves fencing tokens, higher than all tokens reserved before for that name.
	 * @param name name of the lock
	 * @param request the owning request
	 * @param wanted number of tokens to reserve
	 * @return the first token, or that the request does not own the lock
	 */
	CompletionStage<FenceReply> fence(String name, Request request, int wanted);

	/**
	 * Ends the ownership and makes the head of the queue the owner. If the request does
	 * not own the lock, it leaves the queue.
	 * @param name name of the lock
	 * @param request the request that owned or queued
	 * @param next a request to append to the queue first, {@code null} for none
	 * @param grantLease how long the ownership of a granted request lasts unless it is
	 * renewed
	 * @param lease how long the ownership of {@code next} lasts if it is granted at once
	 * @return the state of {@code next}
	 */
	CompletionStage<? extends ReleaseReply> release(String name, Request request, @Nullable Request next,
			Duration grantLease, Duration lease);

	/**
	 * Looks up the owner and the queue of a lock. Changes nothing. For operators only:
	 * acquiring and releasing locks do not depend on it.
	 * @param name name of the lock
	 * @param limit maximum number of queued requests in the result, at least one
	 * @return the state; an error if the store does not support this operation
	 */
	default CompletionStage<LockState> inspect(String name, int limit) {
		return CompletableFuture.failedStage(new UnsupportedOperationException(this + " does not support inspection"));
	}

	/**
	 * Sends a message to an instance, for operators.
	 * @param instance the instance, of letters and digits
	 * @param inquiry the message
	 * @return whether the message may have been received; {@code false} if there is
	 * certainly no subscriber
	 */
	default CompletionStage<Boolean> tell(String instance, Inquiry inquiry) {
		return CompletableFuture.completedStage(false);
	}

	/**
	 * An ownership to prolong.
	 *
	 * @param name name of the lock
	 * @param request the owning request
	 * @param lease how long the ownership lasts from now on
	 */
	record Renewal(String name, Request request, Duration lease) {
	}

	/**
	 * Whether a request that is not granted takes a place in the queue.
	 */
	enum Enqueue {

		/**
		 * Take no new place; an existing place is kept.
		 */
		NO,

		/**
		 * Take a place.
		 */
		YES,

		/**
		 * Take a place if other requests are queued, or if the owner is going to pass the
		 * lock on inside its JVM.
		 */
		IF_OTHERS_WAIT

	}

}
