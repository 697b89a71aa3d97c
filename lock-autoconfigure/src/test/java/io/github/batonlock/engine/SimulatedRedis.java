package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * The scripts of the Redis store for one lock, on fields instead of keys. Times are
 * microseconds of the server's clock.
 */
final class SimulatedRedis {

	@Nullable Request owner;

	final Map<Request, Long> queue = new LinkedHashMap<>();

	long fence;

	private final String name;

	/** RequestFactory that have owned and were released. */
	final Set<Request> released = new HashSet<>();

	private final SimulatedServer server;

	private long ownerUntil;

	private long queueUntil;

	SimulatedRedis(String name, SimulatedServer server) {
		this.name = name;
		this.server = server;
	}

	private long clock() {
		return this.server.clock();
	}

	void expire() {
		if (this.owner != null && this.ownerUntil <= clock()) {
			this.owner = null;
		}
		if (this.queueUntil <= clock()) {
			this.queue.clear();
		}
	}

	/** Milliseconds, none if nobody owns. */
	long ownerLeft() {
		return (this.owner != null) ? Math.max(0, this.ownerUntil - clock()) / 1000 : 0;
	}

	void flush() {
		this.owner = null;
		this.queue.clear();
		this.fence = 0;
	}

	AcquireReply tryAcquire(Request request, Duration lease) {
		expire();
		if (this.owner != null) {
			return new AcquireReply.Taken();
		}
		own(request, lease);
		return new AcquireReply.Granted(0, false);
	}

	AcquireReply acquire(Request request, Duration lease, Enqueue enqueue) {
		expire();
		Request current = this.owner;
		if (current == null || current.equals(request)) {
			boolean queued = this.queue.remove(request) != null;
			own(request, lease);
			return new AcquireReply.Granted(this.queue.size(), queued);
		}
		this.ownerUntil = Math.min(this.ownerUntil, clock() + micros(current.lease()));
		boolean present = this.queue.containsKey(request);
		boolean alone = !present && this.queue.isEmpty();
		if (!present
				&& (enqueue == Enqueue.YES || (enqueue == Enqueue.IF_OTHERS_WAIT && !(alone && current.single())))) {
			enqueue(request);
		}
		if (this.queue.containsKey(request)) {
			this.queueUntil = Math.max(this.queueUntil, clock() + micros(lease));
		}
		if (present || (alone && !current.single())) {
			this.server.publish(this.name, current, (listener) -> listener.asked(this.name, current));
		}
		Long place = this.queue.get(request);
		return new AcquireReply.Wait(Duration.ofMillis((this.ownerUntil - clock()) / 1000),
				(place != null) ? OptionalLong.of(place) : OptionalLong.empty(), current);
	}

	RenewReply renew(Request request, Duration lease) {
		expire();
		if (!request.equals(this.owner)) {
			return new RenewReply.Lost();
		}
		own(request, lease);
		return new RenewReply.Kept(this.queue.size());
	}

	RenewReply leave(Request request, Request left, Duration time) {
		expire();
		if (!request.equals(this.owner) && !left.equals(this.owner)) {
			return new RenewReply.Lost();
		}
		own(left, time);
		return new RenewReply.Kept(this.queue.size());
	}

	FenceReply fence(Request request, int wanted) {
		expire();
		if (!request.equals(this.owner)) {
			return new FenceReply.Lost();
		}
		long first = Math.max(clock(), this.fence + 1);
		this.fence = first + wanted - 1;
		return new FenceReply.Drawn(first);
	}

	ReleaseReply release(Request request, @Nullable Request next, Duration grantLease, Duration lease) {
		expire();
		if (!request.equals(this.owner)) {
			this.queue.remove(request);
			return new ReleaseReply.NotOwner();
		}
		this.owner = null;
		this.released.add(request);
		if (next != null) {
			if (!this.queue.isEmpty()) {
				this.queueUntil = Math.max(this.queueUntil, clock() + micros(lease));
			}
			enqueue(next);
		}
		grantHead(next, grantLease, lease);
		if (next == null) {
			return new ReleaseReply.Released();
		}
		Long place = this.queue.get(next);
		return (place != null) ? new ReleaseReply.Queued(place) : new ReleaseReply.Granted(this.queue.size());
	}

	private void grantHead(@Nullable Request next, Duration grantLease, Duration lease) {
		while (!this.queue.isEmpty()) {
			Request head = this.queue.entrySet().stream().min(Comparator.comparing(Map.Entry::getValue)).get().getKey();
			long place = this.queue.remove(head);
			if (head.equals(next)) {
				own(head, lease);
				return;
			}
			if (!this.server.probes() || head.unprobed() || this.server.hears(head)) {
				Duration granted = (head.lease().compareTo(grantLease) < 0) ? head.lease() : grantLease;
				own(head, granted);
				long waiting = this.queue.size();
				this.server.publish(this.name, head,
						(listener) -> listener.granted(this.name, head, place, granted, waiting));
				return;
			}
			this.server.losses.lost(this.name, head, Double.MAX_VALUE);
		}
	}

	private void enqueue(Request request) {
		long last = this.queue.values().stream().mapToLong(Long::longValue).max().orElse(0);
		this.queue.putIfAbsent(request, Math.max(clock(), last + 1));
	}

	private void own(Request request, Duration lease) {
		this.owner = request;
		this.ownerUntil = clock() + micros(lease);
	}

	private static long micros(Duration duration) {
		return duration.toNanos() / 1000;
	}

}
