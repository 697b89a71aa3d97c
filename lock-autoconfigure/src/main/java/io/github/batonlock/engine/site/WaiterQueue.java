package io.github.batonlock.engine.site;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

import io.github.batonlock.engine.support.Agenda;

/**
 * The FIFO of the callers that wait for one lock in this JVM. Guarded by the mutex of its
 * site.
 */
final class WaiterQueue {

	/** Small at first: most locks are wanted by one caller at a time. */
	private final Deque<Waiter> waiters = new ArrayDeque<>(1);

	private int singleTries;

	/** Whether the deadline below counts. */
	private boolean timed;

	/** Earliest deadline that the engine has to keep, or earlier. */
	private long deadline;

	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	int size() {
		return this.waiters.size();
	}

	int size(String category) {
		return (int) this.waiters.stream().filter((waiter) -> waiter.settings.category().equals(category)).count();
	}

	/** The head, which must be there. */
	Waiter head() {
		return Objects.requireNonNull(this.waiters.peekFirst(), "nobody waits");
	}

	void add(Waiter waiter) {
		this.waiters.addLast(waiter);
		keep(waiter);
	}

	/** A waiter that was let in too late for it to enter is the head again. */
	void putBack(Waiter waiter) {
		waiter.putBack();
		this.waiters.addFirst(waiter);
		keep(waiter);
	}

	void removeHead() {
		forget(this.waiters.removeFirst());
	}

	boolean remove(Waiter waiter) {
		boolean removed = this.waiters.removeFirstOccurrence(waiter);
		if (removed) {
			forget(waiter);
		}
		return removed;
	}

	/** Whether a waiter is willing to queue in the store. */
	boolean anyPatient() {
		return this.waiters.size() > this.singleTries;
	}

	List<Waiter> removeSingleTries() {
		return (this.singleTries > 0) ? removeIf(Waiter::singleTry) : List.of();
	}

	List<Waiter> removeAll() {
		return removeIf((waiter) -> true);
	}

	/**
	 * Let a waiter whose timeout is over wait on for one answer.
	 * @return whether that may still come
	 */
	boolean awaitAnswer(Waiter waiter) {
		boolean waitsOn = waiter.awaitAnswer();
		this.singleTries += waitsOn ? 1 : 0;
		return waitsOn;
	}

	/**
	 * Remove the waiters whose wait the engine has to end now.
	 * @param answerIsNear whether a waiter may wait on for an answer, if it can
	 */
	List<Waiter> removeOverdue(long now, Predicate<Waiter> answerIsNear) {
		if (!this.timed || now - this.deadline < 0) {
			return List.of();
		}
		List<Waiter> overdue = removeIf((waiter) -> waiter.overdue(now)
				&& !(waiter.timedByEngine() && answerIsNear.test(waiter) && awaitAnswer(waiter)));
		this.timed = false;
		this.waiters.forEach(this::observe);
		return overdue;
	}

	void dueAt(Agenda agenda) {
		if (this.timed) {
			agenda.at(this.deadline);
		}
	}

	private void keep(Waiter waiter) {
		this.singleTries += waiter.singleTry() ? 1 : 0;
		observe(waiter);
	}

	private void forget(Waiter waiter) {
		this.singleTries -= waiter.singleTry() ? 1 : 0;
		this.timed &= !this.waiters.isEmpty();
	}

	private void observe(Waiter waiter) {
		long overdueAt = waiter.overdueAt();
		if (!this.timed || overdueAt - this.deadline < 0) {
			this.timed = true;
			this.deadline = overdueAt;
		}
	}

	private List<Waiter> removeIf(Predicate<Waiter> condition) {
		List<Waiter> removed = new ArrayList<>();
		for (Iterator<Waiter> iterator = this.waiters.iterator(); iterator.hasNext();) {
			Waiter waiter = iterator.next();
			if (condition.test(waiter)) {
				iterator.remove();
				forget(waiter);
				removed.add(waiter);
			}
		}
		return removed;
	}

}
