package io.github.batonlock.reactor;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.github.batonlock.Lease;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * A lease that the Reactor context carries to the publishers inside of the one that
 * acquired it. It ends when all of them have.
 */
final class SharedLease {

	private final Lease lease;

	private final Executor executor;

	private int entries = 1;

	SharedLease(Lease lease, Executor executor) {
		this.lease = lease;
		this.executor = executor;
	}

	static @Nullable SharedLease find(ContextView context, String name) {
		return all(context).get(name);
	}

	private static Map<String, SharedLease> all(ContextView context) {
		return context.<Map<String, SharedLease>>getOrEmpty(SharedLease.class).orElseGet(Map::of);
	}

	Context put(Context context) {
		Map<String, SharedLease> all = new HashMap<>(all(context));
		all.put(this.lease.name(), this);
		return context.put(SharedLease.class, all);
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
