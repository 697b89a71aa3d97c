package io.github.batonlock.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Where it is kept which request owns a lock and which ones queue for it.
 * <p>
 * Every command is atomic and idempotent for its requests. No method blocks or throws:
 * what goes wrong ends the returned stage, which may also be completed on a thread that
 * must not be blocked. A store sets no time limits of its own; the engine does. Stages
 * may end after that limit, and late answers are still looked at.
 */
public interface LockStore {

	/**
	 * Start to listen for messages to an instance, and go on until {@link #stop()}. What
	 * fails is tried again in the background.
	 * @param instance the instance
	 * @param listener who hears the messages, called on any thread, never while the store
	 * holds a mutex
	 */
	void start(String instance, StoreListener listener);

	/**
	 * Subscribe anew in the background, because the store seems not to see the
	 * subscription. Ends with {@link StoreListener#subscribed()}.
	 */
	void resubscribe();

	/**
	 * Stop to listen. Commands may fail afterwards, until {@link #start} is called again.
	 */
	void stop();

	/**
	 * Whether the listener is told how messages get to it, by
	 * {@link StoreListener#delivery}, be it that this takes long.
	 * @return {@code false} unless the store has to find that out
	 */
	default boolean tellsDelivery() {
		return false;
	}

	/**
	 * Whether it is of any use to wait for a lock that is not had at once. Where it is
	 * not, each acquisition is a single try, whatever its timeout.
	 * @param name name of the lock
	 * @return {@code true}, unless the store knows that the lock is not going to be free
	 */
	default boolean worthWaiting(String name) {
		return true;
	}

	/**
	 * First try: become the owner if there is none, whether others queue or not.
	 * @param name name of the lock
	 * @param request who wants to own
	 * @param lease how long the ownership lasts unless it is renewed
	 * @return {@link AcquireReply.Granted} or {@link AcquireReply.Taken}
	 */
	CompletionStage<? extends AcquireReply> tryAcquire(String name, Request request, Duration lease);

	/**
	 * Become the owner if there is none or if the request owns already, else take a place
	 * in the queue if that is wanted; an older place is kept. Asks the owner where nobody
	 * did before, or where the request comes again.
	 * @param name name of the lock
	 * @param request who wants to own
	 * @param lease how long the ownership lasts unless it is renewed
	 * @param enqueue whether to take a place in the queue
	 * @return {@link AcquireReply.Granted} or {@link AcquireReply.Wait}
	 */
	CompletionStage<? extends AcquireReply> acquire(String name, Request request, Duration lease, Enqueue enqueue);

	/**
	 * Prolong the ownership.
	 * @param name name of the lock
	 * @param request who owns
	 * @param lease how long the ownership lasts from now on
	 * @return whether the request still owns
	 */
	CompletionStage<RenewReply> renew(String name, Request request, Duration lease);

	/**
	 * Prolong several ownerships, with fewer commands where the store can.
	 * @param renewals what to prolong; a hundred at most
	 * @return for each in that order whether its request still owns; one that fails does
	 * not make others fail
	 */
	default List<CompletionStage<RenewReply>> renewAll(List<Renewal> renewals) {
		return renewals.stream().map((renewal) -> renew(renewal.name(), renewal.request(), renewal.lease())).toList();
	}

	/**
	 * Whether a new ownership is to be {@linkplain #replicate replicated} before anybody
	 * relies on it.
	 * @return {@code false} unless the store has replicas and is told to wait for them
	 */
	default boolean replicates() {
		return false;
	}

	/**
	 * Prolong the ownership, and wait until as many replicas know of it as must. That too
	 * few of them do within their time is an error.
	 * @param name name of the lock
	 * @param request who owns
	 * @param lease how long the ownership lasts from now on
	 * @return whether the request still owns
	 */
	default CompletionStage<RenewReply> replicate(String name, Request request, Duration lease) {
		return renew(name, request, lease);
	}

	/**
	 * Leave an ownership to itself, which from then on ends when its time is over, and
	 * not before.
	 * @param name name of the lock
	 * @param request who owns
	 * @param left who is told to own from now on: the same request with the longest time
	 * that its ownership may still last as its lease. May own already, by an earlier try
	 * @param time how long the ownership lasts from now on, no longer than the lease of
	 * {@code left}
	 * @return whether it still lasted
	 */
	CompletionStage<RenewReply> leave(String name, Request request, Request left, Duration time);

	/**
	 * Draw fencing tokens, higher than all drawn before for that name.
	 * @param name name of the lock
	 * @param request who owns
	 * @param wanted how many to draw
	 * @return the first of them, or that the request does not own
	 */
	CompletionStage<FenceReply> fence(String name, Request request, int wanted);

	/**
	 * End the ownership and make the head of the queue the owner, or leave the queue if
	 * the request does not own.
	 * @param name name of the lock
	 * @param request who owned or queued
	 * @param next a request to put at the tail of the queue first, {@code null} for none
	 * @param grantLease how long the ownership of a granted request lasts unless it is
	 * renewed
	 * @param lease how long the ownership of {@code next} lasts, if it is granted at once
	 * @return what became of {@code next}
	 */
	CompletionStage<? extends ReleaseReply> release(String name, Request request, @Nullable Request next,
			Duration grantLease, Duration lease);

	/**
	 * Look who owns a lock and who queues for it. Changes nothing. For operators: nothing
	 * that acquires or releases a lock needs it.
	 * @param name name of the lock
	 * @param limit how many of those who queue to tell, at least one
	 * @return its state; an error unless the store can be looked into
	 */
	default CompletionStage<LockState> inspect(String name, int limit) {
		return CompletableFuture.failedStage(new UnsupportedOperationException(this + " cannot be looked into"));
	}

	/**
	 * Tell an instance something, for operators.
	 * @param instance the instance, of letters and digits
	 * @param inquiry what to tell
	 * @return whether it may have been heard; {@code false} if certainly nobody listens
	 */
	default CompletionStage<Boolean> tell(String instance, Inquiry inquiry) {
		return CompletableFuture.completedStage(false);
	}

	/**
	 * An ownership to prolong.
	 *
	 * @param name name of the lock
	 * @param request who owns
	 * @param lease how long the ownership lasts from now on
	 */
	record Renewal(String name, Request request, Duration lease) {
	}

	/**
	 * Whether a request that is not granted takes a place in the queue.
	 */
	enum Enqueue {

		/**
		 * It does not; a place that it has is kept.
		 */
		NO,

		/**
		 * It does.
		 */
		YES,

		/**
		 * It does if others queue, or if the owner is going to pass the lock on inside
		 * its JVM.
		 */
		IF_OTHERS_WAIT

	}

}
