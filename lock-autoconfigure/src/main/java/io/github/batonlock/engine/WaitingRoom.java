package io.github.batonlock.engine;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * The callers that wait for one lock in this JVM, in their order, until they are let in
 * or told why not. Guarded by the mutex of its site.
 */
final class WaitingRoom {

	private final WaiterQueue queue = new WaiterQueue();

	private final Changes changes;

	WaitingRoom(Changes changes) {
		this.changes = changes;
	}

	boolean isEmpty() {
		return this.queue.isEmpty();
	}

	boolean hasOne() {
		return this.queue.size() == 1;
	}

	/** Whether anybody is willing to queue in the store. */
	boolean anyPatient() {
		return this.queue.anyPatient();
	}

	/** What holds for the one who is next. */
	LockSettings nextSettings() {
		return Objects.requireNonNull(this.queue.head(), "nobody waits").settings;
	}

	long deadline() {
		return this.queue.deadline();
	}

	void add(Waiter waiter) {
		this.queue.add(waiter);
	}

	/** A waiter that was let in too late for it to enter is the next again. */
	void putBack(Waiter waiter) {
		waiter.putBack();
		this.queue.putBack(waiter);
	}

	/** The next one, about to be chosen. */
	Waiter takeNext() {
		Waiter next = this.queue.takeHead();
		this.changes.afterwards(next::wake);
		return next;
	}

	/**
	 * Take a waiter out that does not wait any more, unless it has been chosen.
	 * @return whether it was there
	 */
	boolean remove(Waiter waiter) {
		return this.queue.remove(waiter);
	}

	void refuse(Waiter waiter, Refusal refusal) {
		waiter.refuse(refusal);
		this.changes.afterwards(waiter::wake);
	}

	/**
	 * Refuse those who make a single try.
	 * @param refusal why, made only if there is any
	 */
	void refuseImpatient(Supplier<Refusal> refusal) {
		this.queue.removeImpatient().forEach((waiter) -> refuse(waiter, refusal.get()));
	}

	void refuseAll(Refusal refusal) {
		this.queue.removeAll().forEach((waiter) -> refuse(waiter, refusal));
	}

	/**
	 * Take out those whose wait the engine has to end now.
	 */
	Iterable<Waiter> removeOverdue(Moment now) {
		return this.queue.removeOverdue(now.nanos());
	}

}
