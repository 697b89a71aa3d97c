package io.github.batonlock.reactor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.github.batonlock.Lease;
import io.github.batonlock.aop.PendingCall.LockId;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * A lease that the Reactor context carries to the publishers inside of the one that
 * acquired it. It ends when all of them have.
 */
final class SharedLease {

	private final Lease lease;

	private final Set<LockId> ids;

	private final Executor executor;

	private int entries = 1;

	SharedLease(Lease lease, Set<LockId> ids, Executor executor) {
		this.lease = lease;
		this.ids = ids;
		this.executor = executor;
	}

	/**
	 * Those leases around a subscription that hold any of these locks.
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

	Context put(Context context) {
		Map<LockId, SharedLease> all = new HashMap<>(all(context));
		this.ids.forEach((id) -> all.put(id, this));
		return context.put(SharedLease.class, all);
	}

	Set<LockId> ids() {
		return this.ids;
	}

	private synchronized boolean lives() {
		return this.entries > 0;
	}

	Lease lease() {
		return this.lease;
	}

	/**
	 * Enter once more.
	 * @return whether that was possible; if not, it has ended
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
	 * Leave once.
	 * @return completes when the store has heard of it, if it must
	 */
	Mono<Void> leave() {
		if (!leftByAll()) {
			return Mono.empty();
		}
		return Mono.fromFuture(CompletableFuture.runAsync(this.lease::close, this.executor), true);
	}

}
