package io.github.batonlock.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

import io.github.batonlock.engine.AcquireReply;
import io.github.batonlock.engine.FenceReply;
import io.github.batonlock.engine.LockStore.Enqueue;
import io.github.batonlock.engine.ReleaseReply;
import io.github.batonlock.engine.RenewReply;
import io.github.batonlock.engine.Request;
import io.github.batonlock.engine.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * The memory that local stores share: what the scripts do in Redis, done on maps. Every
 * command is one critical section; messages are delivered after it, by the caller.
 */
final class LocalLocks {

	private final Map<String, Entry> entries = new HashMap<>();

	private final Map<String, StoreListener> channels = new HashMap<>();

	private final LongSupplier nanoTime;

	private long places;

	private long tokens;

	private int commandsSinceSweep;

	LocalLocks(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	synchronized void listen(String instance, StoreListener listener) {
		this.channels.put(instance, listener);
	}

	synchronized void leave(String instance) {
		this.channels.remove(instance);
	}

	synchronized int size() {
		sweep();
		return this.entries.size();
	}

	synchronized AcquireReply tryAcquire(String name, Request request, Duration lease) {
		Entry entry = entry(name);
		if (entry.owner != null) {
			return new AcquireReply.Taken();
		}
		entry.own(request, now() + lease.toNanos());
		return new AcquireReply.Granted(0);
	}

	synchronized AcquireReply acquire(String name, Request request, Duration lease, Enqueue enqueue,
			List<Runnable> messages) {
		Entry entry = entry(name);
		Request owner = entry.owner;
		if (owner == null || owner.equals(request)) {
			entry.own(request, now() + lease.toNanos());
			entry.queue.remove(request);
			return new AcquireReply.Granted(entry.queue.size());
		}
		boolean present = entry.queue.containsKey(request);
		boolean first = entry.queue.isEmpty();
		if (enqueue == Enqueue.YES || (enqueue == Enqueue.IF_OTHERS_WAIT && (!first || !owner.single()))) {
			entry.queue.computeIfAbsent(request, (key) -> ++this.places);
		}
		StoreListener listener = this.channels.get(owner.instance());
		if (listener != null && (present || (first && !owner.single()))) {
			messages.add(() -> listener.asked(name, owner));
		}
		Long place = entry.queue.get(request);
		return new AcquireReply.Wait(Duration.ofNanos(entry.until - now()),
				(place != null) ? OptionalLong.of(place) : OptionalLong.empty(), owner);
	}

	synchronized RenewReply renew(String name, Request request, Duration lease) {
		Entry entry = entry(name);
		if (!request.equals(entry.owner)) {
			return new RenewReply.Lost();
		}
		entry.own(request, now() + lease.toNanos());
		return new RenewReply.Kept(entry.queue.size());
	}

	synchronized FenceReply fence(String name, Request request, int wanted) {
		if (!request.equals(entry(name).owner)) {
			return new FenceReply.Lost();
		}
		long first = this.tokens + 1;
		this.tokens += wanted;
		return new FenceReply.Drawn(first);
	}

	synchronized ReleaseReply release(String name, Request request, @Nullable Request next, Duration grantLease,
			Duration lease, List<Runnable> messages) {
		Entry entry = entry(name);
		if (!request.equals(entry.owner)) {
			entry.queue.remove(request);
			forgetUnused(name, entry);
			return new ReleaseReply.NotOwner();
		}
		entry.owner = null;
		if (next != null) {
			entry.queue.computeIfAbsent(next, (key) -> ++this.places);
		}
		grantHead(name, entry, next, grantLease, lease, messages);
		forgetUnused(name, entry);
		Long place = (next != null) ? entry.queue.get(next) : null;
		if (next != null && next.equals(entry.owner)) {
			return new ReleaseReply.Granted(entry.queue.size());
		}
		return (place != null) ? new ReleaseReply.Queued(place) : new ReleaseReply.Released();
	}

	private void grantHead(String name, Entry entry, @Nullable Request next, Duration grantLease, Duration lease,
			List<Runnable> messages) {
		for (Iterator<Map.Entry<Request, Long>> heads = entry.queue.entrySet().iterator(); heads.hasNext();) {
			Map.Entry<Request, Long> head = heads.next();
			heads.remove();
			Request request = head.getKey();
			StoreListener listener = this.channels.get(request.instance());
			if (request.equals(next)) {
				entry.own(request, now() + lease.toNanos());
				return;
			}
			if (listener != null || request.unprobed()) {
				Duration granted = (request.lease().compareTo(grantLease) < 0) ? request.lease() : grantLease;
				entry.own(request, now() + granted.toNanos());
				long place = head.getValue();
				long waiting = entry.queue.size();
				if (listener != null) {
					messages.add(() -> listener.granted(name, request, place, granted, waiting));
				}
				return;
			}
		}
	}

	private Entry entry(String name) {
		if (++this.commandsSinceSweep > 10_000 + this.entries.size()) {
			sweep();
		}
		Entry entry = this.entries.computeIfAbsent(name, (key) -> new Entry());
		entry.expire(now());
		return entry;
	}

	private void sweep() {
		this.commandsSinceSweep = 0;
		long now = now();
		this.entries.values().removeIf((entry) -> {
			entry.expire(now);
			return entry.owner == null && (entry.queue.isEmpty() || now - entry.until > 0);
		});
	}

	private void forgetUnused(String name, Entry entry) {
		if (entry.owner == null && entry.queue.isEmpty()) {
			this.entries.remove(name);
		}
	}

	private long now() {
		return this.nanoTime.getAsLong();
	}

	/**
	 * A list for messages to be delivered when the critical section is over.
	 */
	static List<Runnable> noMessages() {
		return new ArrayList<>(1);
	}

	private static final class Entry {

		private final Map<Request, Long> queue = new LinkedHashMap<>();

		private @Nullable Request owner;

		private long until;

		private void own(Request request, long until) {
			this.owner = request;
			this.until = until;
		}

		private void expire(long now) {
			if (this.owner != null && now - this.until >= 0) {
				this.owner = null;
			}
		}

	}

}
