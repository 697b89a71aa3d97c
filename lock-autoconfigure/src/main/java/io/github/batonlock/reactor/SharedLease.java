package io.github.batonlock.reactor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

import io.github.batonlock.Lease;
import io.github.batonlock.aop.call.PendingCall;
import io.github.batonlock.aop.call.PendingCall.LockId;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * A lease that the Reactor context passes to the publishers inside the one that acquired
 * it. It ends when all of them have completed.
 */
final class SharedLease {

	private static final Object INNERMOST = SharedLease.class.getName() + ".innermost";

	private final PendingCall call;

	private final Lease lease;

	private final Map<LockId, Lease> parts;

	private final Executor executor;

	private final Set<Runnable> lossActions = ConcurrentHashMap.newKeySet();

	private volatile boolean lost;

	private volatile boolean lostUnnoticed;

	private int entries = 1;

	SharedLease(PendingCall call, Lease lease, Executor executor) {
		this.call = call;
		this.lease = lease;
		this.parts = call.parts(lease);
		this.executor = executor;
		lease.onLost(this::lost);
	}

	private void lost() {
		this.lost = true;
		this.lossActions.forEach(Runnable::run);
	}

	/**
	 * Registers an action for a loss, also for one that has already happened; it may run
	 * twice.
	 * @return a handle that removes the action
	 */
	Disposable onLost(Runnable action) {
		this.lossActions.add(action);
		if (this.lost) {
			action.run();
		}
		return () -> this.lossActions.remove(action);
	}

	/**
	 * Returns the leases around a subscription that hold any of these locks.
	 */
	static List<SharedLease> find(ContextView context, Set<LockId> ids) {
		Map<LockId, SharedLease> all = all(context);
		return ids.stream()
			.filter(all::containsKey)
			.map((id) -> Objects.requireNonNull(all.get(id)))
			.filter(SharedLease::lives)
			.distinct()
			.toList();
	}

	private static Map<LockId, SharedLease> all(ContextView context) {
		return context.<Map<LockId, SharedLease>>getOrEmpty(SharedLease.class).orElseGet(Map::of);
	}

	/**
	 * Returns all leases around a subscription that have not ended.
	 */
	static List<SharedLease> living(ContextView context) {
		return all(context).values().stream().filter(SharedLease::lives).distinct().toList();
	}

	/** Returns the lease of the innermost publisher around a subscription. */
	static Optional<SharedLease> innermost(ContextView context) {
		return context.getOrEmpty(INNERMOST);
	}

	Context put(Context context) {
		Map<LockId, SharedLease> all = new HashMap<>(all(context));
		ids().forEach((id) -> all.put(id, this));
		Context more = context.put(SharedLease.class, all);
		return ids().isEmpty() ? none(more) : more.put(INNERMOST, this);
	}

	/**
	 * Removes the lease from the context, so that subsequent publishers run without a
	 * lease of their own.
	 */
	static Context none(Context context) {
		return context.delete(INNERMOST);
	}

	Set<LockId> ids() {
		return this.parts.keySet();
	}

	/** Returns the leases with the given name around a subscription, of any registry. */
	static Stream<Lease> named(ContextView context, String name) {
		return all(context).entrySet()
			.stream()
			.filter((entry) -> entry.getKey().name().equals(name))
			.map((entry) -> Objects.requireNonNull(entry.getValue().parts.get(entry.getKey())));
	}

	Executor executor() {
		return this.executor;
	}

	private synchronized boolean lives() {
		return this.entries > 0;
	}

	Lease lease() {
		return this.lease;
	}

	/**
	 * Checks whether the lock was lost, unless the lease has ended in order. A reported
	 * loss may already have ended the lease while a commit is about to begin.
	 * @throws io.github.batonlock.LockLostException if it was lost, and the call that
	 * acquired it fails in this case
	 */
	void checkLoss() {
		if (this.lost || lives()) {
			this.call.checkLoss(this.lease);
		}
	}

	/**
	 * Enters once more.
	 * @return whether that was possible; if not, the lease has ended
	 */
	synchronized boolean enter() {
		if (this.entries > 0) {
			this.entries++;
			return true;
		}
		return false;
	}

	private synchronized boolean leftByAll() {
		return --this.entries == 0;
	}

	/**
	 * Leaves once.
	 * @return completes when the store has answered, if required
	 */
	Mono<Void> leave() {
		return leave(() -> {
		});
	}

	/**
	 * Leaves once, after the publisher under the lease has completed in order.
	 * @return completes when the store has answered, if required
	 */
	Mono<Void> leaveInOrder() {
		boolean known = this.lease.isLost();
		return leave(() -> this.lostUnnoticed = !known && this.lease.isLost());
	}

	/**
	 * Checks whether only the answer to the release has reported that the lock was lost.
	 * @throws io.github.batonlock.LockLostException if so, and the call that acquired it
	 * fails in this case
	 */
	void checkRelease() {
		if (this.lostUnnoticed) {
			this.call.checkLoss(this.lease);
		}
	}

	/**
	 * Leaves once, after the publisher under the lease has failed.
	 * @param failure the failure, to which a loss that only the store reports is added
	 * @return completes when the store has answered, if required
	 */
	Mono<Void> leaveAfter(Throwable failure) {
		return leave(() -> this.call.suppressLoss(failure, this.lease));
	}

	private Mono<Void> leave(Runnable afterwards) {
		if (!leftByAll()) {
			return Mono.empty();
		}
		return Mono.fromFuture(this.lease.closeAsync().thenRun(afterwards), true);
	}

}
