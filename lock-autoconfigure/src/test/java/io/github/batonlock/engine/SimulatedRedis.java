package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

import io.github.batonlock.engine.LockStore.Enqueue;
import org.jspecify.annotations.Nullable;

/**
 * The scripts of the Redis store for one lock, on fields instead of keys. Times are
 * microseconds of the server's clock, which may be stepped.
 */
final class SimulatedRedis {

	private static final long START = 1_790_000_000_000_000L;

	/** Who hears the messages to an instance. */
	final Map<String, Subscriber> subscribers = new HashMap<>();

	@Nullable Request owner;

	final Map<Request, Long> queue = new LinkedHashMap<>();

	long fence;

	long clockStep;

	/** Requests that have owned and were released. */
	final Set<Request> released = new HashSet<>();

	private final SimulatedWorld world;

	private final boolean probes;

	private long ownerUntil;

	private long queueUntil;

	SimulatedRedis(SimulatedWorld world, boolean probes) {
		this.world = world;
		this.probes = probes;
	}

	boolean probes() {
		return this.probes;
	}

	long clock() {
		return START + this.world.nanos() / 1000 + this.clockStep;
	}

	void expire() {
		if (this.owner != null && this.ownerUntil <= clock()) {
			this.owner = null;
		}
		if (this.queueUntil <= clock()) {
			this.queue.clear();
		}
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
			publish(current, (listener) -> listener.asked("a", current));
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
			Subscriber subscriber = this.subscribers.get(head.instance());
			if (!this.probes || head.unprobed() || (subscriber != null && subscriber.hears())) {
				Duration granted = (head.lease().compareTo(grantLease) < 0) ? head.lease() : grantLease;
				own(head, granted);
				long waiting = this.queue.size();
				publish(head, (listener) -> listener.granted("a", head, place, granted, waiting));
				return;
			}
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

	/** Messages get lost, late, doubled and out of order. */
	private void publish(Request to, Consumer<StoreListener> message) {
		Subscriber subscriber = this.subscribers.get(to.instance());
		boolean faults = this.world.faults && this.world.messagesSuffer;
		if (subscriber == null || !subscriber.hears() || (faults && this.world.chance(.01))) {
			return;
		}
		for (int copies = (faults && this.world.chance(.03)) ? 2 : 1; copies > 0; copies--) {
			double delay = faults ? this.world.pick(.05, .05, .05, .05, .2, 3, this.world.pick(40, 40, 1500)) : .05;
			this.world.at(delay, () -> subscriber.tell(message));
		}
	}

	/**
	 * The subscription of an instance.
	 */
	interface Subscriber {

		/** Whether the server sends messages to it. */
		boolean hears();

		void tell(Consumer<StoreListener> message);

	}

}
