package io.github.batonlock.local;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.LockState;
import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * The shared memory of local stores. Does the same on maps as the scripts do in Redis.
 * Every command is one critical section; the caller delivers the messages after it.
 */
final class LocalLocks {

	private static final int COMMANDS_BETWEEN_SWEEPS = 10_000;

	private final Map<String, LocalLock> locks = new HashMap<>();

	private final Map<String, StoreListener> channels = new HashMap<>();

	private final LongSupplier nanoTime;

	private long places;

	/**
	 * Starts at the current time, so that tokens continue to rise after the memory was
	 * lost.
	 */
	private long tokens = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

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

	/** Returns the number of names for which anything is stored. */
	synchronized int size() {
		return this.locks.size();
	}

	AcquireReply tryAcquire(String name, Request request, Duration lease) {
		return on(name, (lock) -> {
			if (lock.owner() != null) {
				return new AcquireReply.Taken();
			}
			lock.own(request, after(lease));
			return new AcquireReply.Granted(0, false);
		});
	}

	AcquireReply acquire(String name, Request request, Duration lease, Enqueue enqueue, List<Runnable> messages) {
		return on(name, (lock) -> {
			Request owner = lock.owner();
			if (owner == null || owner.equals(request)) {
				lock.own(request, after(lease));
				boolean queued = lock.place(request).isPresent();
				lock.leaveQueue(request);
				return new AcquireReply.Granted(lock.waiting(), queued);
			}
			boolean queued = lock.place(request).isPresent();
			boolean alone = lock.waiting() == 0;
			if (enqueue == Enqueue.YES || (enqueue == Enqueue.IF_OTHERS_WAIT && !(alone && owner.single()))) {
				lock.enqueue(request, ++this.places, after(lease));
			}
			OptionalLong place = lock.place(request);
			if (place.isPresent()) {
				lock.keepQueue(after(lease));
			}
			StoreListener listener = this.channels.get(owner.instance());
			if (listener != null && (queued || (alone && !owner.single()))) {
				messages.add(() -> listener.asked(name, owner));
			}
			return new AcquireReply.Wait(lock.ownerLeft(now()), place, owner);
		});
	}

	RenewReply renew(String name, Request request, Duration lease) {
		return on(name, (lock) -> {
			if (!lock.ownedBy(request)) {
				return new RenewReply.Lost();
			}
			lock.own(request, after(lease));
			return new RenewReply.Kept(lock.waiting());
		});
	}

	RenewReply leave(String name, Request request, Request left, Duration time) {
		return on(name, (lock) -> {
			if (!lock.ownedBy(request) && !lock.ownedBy(left)) {
				return new RenewReply.Lost();
			}
			lock.own(left, after(time));
			return new RenewReply.Kept(lock.waiting());
		});
	}

	FenceReply fence(String name, Request request, int wanted) {
		return on(name, (lock) -> {
			if (!lock.ownedBy(request)) {
				return new FenceReply.Lost();
			}
			long first = this.tokens + 1;
			this.tokens += wanted;
			return new FenceReply.Drawn(first);
		});
	}

	ReleaseReply release(String name, Request request, @Nullable Request next, Duration grantLease, Duration lease,
			List<Runnable> messages) {
		return on(name, (lock) -> {
			if (!lock.ownedBy(request)) {
				lock.leaveQueue(request);
				return new ReleaseReply.NotOwner();
			}
			lock.disown();
			if (next != null) {
				lock.enqueue(next, ++this.places, after(lease));
				lock.keepQueue(after(lease));
			}
			grantHead(name, lock, next, grantLease, lease, messages);
			if (next == null) {
				return new ReleaseReply.Released();
			}
			return lock.ownedBy(next) ? new ReleaseReply.Granted(lock.waiting())
					: new ReleaseReply.Queued(lock.place(next).orElseThrow());
		});
	}

	LockState inspect(String name, int limit) {
		return on(name, (lock) -> {
			Request owner = lock.owner();
			return new LockState(owner, (owner != null) ? lock.ownerLeft(now()) : Duration.ZERO, lock.waiting(),
					lock.queue(limit));
		});
	}

	synchronized boolean tell(String instance, Inquiry inquiry, List<Runnable> messages) {
		StoreListener listener = this.channels.get(instance);
		if (listener != null) {
			messages.add(() -> listener.told(inquiry));
		}
		return listener != null;
	}

	private void grantHead(String name, LocalLock lock, @Nullable Request next, Duration grantLease, Duration lease,
			List<Runnable> messages) {
		Map.Entry<Request, Long> head = lock.pollHead();
		while (head != null && lock.owner() == null) {
			Request request = head.getKey();
			StoreListener listener = this.channels.get(request.instance());
			if (request.equals(next)) {
				lock.own(request, after(lease));
			}
			else if (listener != null || request.unprobed()) {
				Duration granted = (request.lease().compareTo(grantLease) < 0) ? request.lease() : grantLease;
				lock.own(request, after(granted));
				tell(listener, name, head, granted, lock.waiting(), messages);
			}
			else {
				head = lock.pollHead();
			}
		}
	}

	private static void tell(@Nullable StoreListener listener, String name, Map.Entry<Request, Long> granted,
			Duration lease, long waiting, List<Runnable> messages) {
		if (listener != null) {
			messages.add(() -> listener.granted(name, granted.getKey(), granted.getValue(), lease, waiting));
		}
	}

	private synchronized <R> R on(String name, Function<LocalLock, R> command) {
		if (++this.commandsSinceSweep > COMMANDS_BETWEEN_SWEEPS + this.locks.size()) {
			sweep();
		}
		LocalLock lock = this.locks.computeIfAbsent(name, (key) -> new LocalLock());
		lock.expire(now());
		R reply = command.apply(lock);
		if (lock.unused()) {
			this.locks.remove(name);
		}
		return reply;
	}

	/**
	 * Removes expired locks that no request asks for.
	 */
	private void sweep() {
		this.commandsSinceSweep = 0;
		long now = now();
		this.locks.values().removeIf((lock) -> {
			lock.expire(now);
			return lock.unused();
		});
	}

	private long now() {
		return this.nanoTime.getAsLong();
	}

	private long after(Duration lease) {
		return now() + lease.toNanos();
	}

	/**
	 * Returns a list for messages to be delivered after the critical section.
	 */
	static List<Runnable> noMessages() {
		return new ArrayList<>(1);
	}

}
