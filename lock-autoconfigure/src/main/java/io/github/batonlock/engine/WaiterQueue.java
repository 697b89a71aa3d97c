package io.github.batonlock.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The FIFO of those who wait for one lock in this JVM. Guarded by the mutex of its site.
 */
final class WaiterQueue {

	static final long NEVER = Long.MAX_VALUE;

	/** Small at first: most locks are wanted by one caller at a time. */
	private final Deque<Waiter> waiters = new ArrayDeque<>(1);

	private int impatient;

	/** Earliest deadline that the engine has to keep, or earlier. */
	private long deadline = NEVER;

	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	int size() {
		return this.waiters.size();
	}

	int size(String category) {
		return (int) this.waiters.stream().filter((waiter) -> waiter.settings.category().equals(category)).count();
	}

	@Nullable Waiter head() {
		return this.waiters.peekFirst();
	}

	void add(Waiter waiter) {
		this.waiters.addLast(waiter);
		keep(waiter);
	}

	void putBack(Waiter waiter) {
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

	/** Whether anybody is willing to queue in the store. */
	boolean anyPatient() {
		return this.waiters.size() > this.impatient;
	}

	List<Waiter> removeImpatient() {
		return (this.impatient > 0) ? removeIf(Waiter::singleTry) : List.of();
	}

	List<Waiter> removeAll() {
		return removeIf((waiter) -> true);
	}

	/**
	 * Let one whose timeout is over wait on for one answer.
	 * @return whether that may still come
	 */
	boolean awaitAnswer(Waiter waiter) {
		boolean put = waiter.awaitAnswer();
		this.impatient += put ? 1 : 0;
		return put;
	}

	/**
	 * Take out those whose wait the engine has to end now.
	 * @param answerIsNear whether one may wait on for an answer, if it can
	 */
	List<Waiter> removeOverdue(long now, Predicate<Waiter> answerIsNear) {
		if (this.deadline == NEVER || now - this.deadline < 0) {
			return List.of();
		}
		List<Waiter> overdue = removeIf((waiter) -> waiter.overdue(now)
				&& !(waiter.timedByEngine() && answerIsNear.test(waiter) && awaitAnswer(waiter)));
		this.deadline = NEVER;
		this.waiters.forEach(this::observe);
		return overdue;
	}

	long deadline() {
		return this.deadline;
	}

	private void keep(Waiter waiter) {
		this.impatient += waiter.singleTry() ? 1 : 0;
		observe(waiter);
	}

	private void forget(Waiter waiter) {
		this.impatient -= waiter.singleTry() ? 1 : 0;
		this.deadline = this.waiters.isEmpty() ? NEVER : this.deadline;
	}

	private void observe(Waiter waiter) {
		long overdueAt = waiter.overdueAt();
		if (this.deadline == NEVER || overdueAt - this.deadline < 0) {
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
