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
 * What happened to locks since the last reset. What ends after it, but began before,
 * belongs to the time before.
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

	/** Note now that a lock was lost, of which listeners hear in a while. */
	void lost(String name) {
		Holding holding = this.latest.get(name);
		if (holding != null) {
			holding.lost();
		}
	}

	/** Names of locks that were acquired. */
	Set<String> known() {
		return this.latest.keySet();
	}

	int count(String name, Kind kind) {
		return (int) this.events.stream().filter((event) -> event.is(name, kind)).count();
	}

	/** Names of locks to which something happened, in that order. */
	List<String> names(Kind kind) {
		return this.events.stream().filter((event) -> event.kind() == kind).map(LockEvent::lockName).toList();
	}

	void reset() {
		this.events = new ConcurrentLinkedQueue<>();
		this.latest.values().removeIf((holding) -> !holding.lease.isValid());
	}

	/** For the end of a message that says what was expected instead. */
	@Override
	public String toString() {
		Collection<LockEvent> current = this.events;
		if (current.isEmpty()) {
			return "No lock was asked for in this test. (A method is locked only when it is called through its bean.)";
		}
		return current.stream()
			.map((event) -> "\n- " + event)
			.collect(Collectors.joining("", "What happened in this test:", ""));
	}

	/**
	 * A lock's being held.
	 *
	 * @param lease the lease
	 * @param holder who holds it, in words
	 * @param events where its end is noted
	 * @param isLost whether its loss is noted
	 */
	record Holding(Lease lease, String holder, Collection<LockEvent> events, AtomicBoolean isLost) {

		void lost() {
			if (this.isLost.compareAndSet(false, true)) {
				this.events.add(new LockEvent(this.lease.name(), Kind.LOST, " by " + this.holder));
			}
		}

	}

}
