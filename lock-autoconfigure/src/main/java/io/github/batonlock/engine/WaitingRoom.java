package io.github.batonlock.engine;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The callers that wait for one lock in this JVM, in their order, until they are let in
 * or told why not. Guarded by the mutex of its site.
 */
final class WaitingRoom {

	private final WaiterQueue queue = new WaiterQueue();

	private final Changes changes;

	private final Engine engine;

	WaitingRoom(Changes changes, Engine engine) {
		this.changes = changes;
		this.engine = engine;
	}

	boolean isEmpty() {
		return this.queue.isEmpty();
	}

	int size() {
		return this.queue.size();
	}

	int size(String category) {
		return this.queue.size(category);
	}

	boolean hasOne() {
		return this.queue.size() == 1;
	}

	/** Whether anybody is willing to queue in the store. */
	boolean anyPatient() {
		return !this.engine.draining() && this.queue.anyPatient();
	}

	/** Whether one answer of the store settles it for a waiter. */
	boolean impatient(Waiter waiter) {
		return this.engine.draining() || waiter.singleTry();
	}

	/** The one who is next. */
	Waiter next() {
		return Objects.requireNonNull(this.queue.head(), "nobody waits");
	}

	/** What holds for the one who is next. */
	LockSettings nextSettings() {
		return next().settings;
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

	/** The next one is about to be chosen. */
	void takeNext() {
		this.changes.afterwards(next()::wake);
		this.queue.removeHead();
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
		List<Waiter> impatient = this.engine.draining() ? this.queue.removeAll() : this.queue.removeImpatient();
		impatient.forEach((waiter) -> refuseImpatient(waiter, refusal));
	}

	void refuseImpatient(Waiter waiter, Supplier<Refusal> refusal) {
		refuse(waiter, (this.engine.draining() && !waiter.singleTry()) ? Engine.STOPPING : refusal.get());
	}

	void refuseAll(Refusal refusal) {
		this.queue.removeAll().forEach((waiter) -> refuse(waiter, refusal));
	}

	/**
	 * Let one whose timeout is over wait on for one answer.
	 * @return whether that may still come
	 */
	boolean awaitAnswer(Waiter waiter) {
		return this.queue.awaitAnswer(waiter);
	}

	/**
	 * Take out those whose wait the engine has to end now.
	 * @param answerIsNear whether one may wait on for an answer, if it can
	 */
	Iterable<Waiter> removeOverdue(Moment now, Predicate<Waiter> answerIsNear) {
		return this.queue.removeOverdue(now.nanos(), answerIsNear);
	}

}
