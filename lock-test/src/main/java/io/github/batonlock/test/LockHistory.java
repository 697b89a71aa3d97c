package io.github.batonlock.test;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.Shown;
import io.github.batonlock.test.LockEvent.Kind;

/**
 * The events of locks since the last reset. An event that ends a lease from before the
 * reset is ignored.
 */
final class LockHistory implements LockListener {

	private final ConcurrentMap<String, Holding> latest = new ConcurrentHashMap<>();

	private volatile Collection<LockEvent> events = new ConcurrentLinkedQueue<>();

	@Override
	public void acquired(Lease lease, Duration waited) {
		Collection<LockEvent> current = this.events;
		String holder = Shown.thread(Thread.currentThread());
		Holding holding = new Holding(lease, holder, current, new AtomicBoolean());
		this.latest.put(lease.name(), holding);
		current.add(new LockEvent(lease.name(), Kind.ACQUIRED, " by " + holder));
		lease.onLost(holding::lost);
	}

	@Override
	public void notAcquired(String name, Duration waited, RuntimeException reason) {
		this.events.add(new LockEvent(name, Kind.REFUSED, ": " + reason.getMessage()));
	}

	@Override
	public void released(String name, Duration held) {
		Holding holding = this.latest.get(name);
		Collection<LockEvent> then = (holding != null) ? holding.events : this.events;
		then.add(new LockEvent(name, Kind.RELEASED, ""));
	}

	/** Records at once that a lock was lost; listeners are notified later. */
	void lost(String name) {
		Holding holding = this.latest.get(name);
		if (holding != null) {
			holding.lost();
		}
	}

	/** Returns the names of locks that were acquired. */
	Set<String> known() {
		return this.latest.keySet();
	}

	int count(String name, Kind kind) {
		return (int) this.events.stream().filter((event) -> event.is(name, kind)).count();
	}

	/**
	 * Returns the names of locks with events of the given kind, in the order of the
	 * events.
	 */
	List<String> names(Kind kind) {
		return this.events.stream().filter((event) -> event.kind() == kind).map(LockEvent::lockName).toList();
	}

	void reset() {
		this.events = new ConcurrentLinkedQueue<>();
		this.latest.values().removeIf((holding) -> !holding.lease.isValid());
	}

	/** Describes the events, for the end of a failure message. */
	@Override
	public String toString() {
		Collection<LockEvent> current = this.events;
		if (current.isEmpty()) {
			return "No lock was requested in this test. (A method is locked only when it is called through its bean.)";
		}
		return current.stream()
			.map((event) -> "\n- " + event)
			.collect(Collectors.joining("", "What happened in this test:", ""));
	}

	/**
	 * The time during which a lock is held.
	 *
	 * @param lease the lease
	 * @param holder description of the holder
	 * @param events receives the end of the lease
	 * @param isLost whether the loss has been recorded
	 */
	record Holding(Lease lease, String holder, Collection<LockEvent> events, AtomicBoolean isLost) {

		void lost() {
			if (this.isLost.compareAndSet(false, true)) {
				this.events.add(new LockEvent(this.lease.name(), Kind.LOST, " by " + this.holder));
			}
		}

	}

}
