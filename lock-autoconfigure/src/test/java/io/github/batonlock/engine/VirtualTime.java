package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

import io.github.batonlock.engine.support.EngineTime;
import io.github.batonlock.engine.support.Moment;

/**
 * Time that passes only when a test says so. What is due is run in its order on the
 * thread of the test, so that each run of a test is the same.
 */
public final class VirtualTime implements EngineTime, Executor {

	private final PriorityQueue<Task> tasks = new PriorityQueue<>(
			Comparator.comparingLong(Task::at).thenComparingLong(Task::number));

	private long nanos = -5_000_000_000L;

	private long wallStep = 1_790_000_000_000L;

	private long numbers;

	private final Thread test = Thread.currentThread();

	private boolean held;

	/** Whether no thread can be started. */
	boolean failing;

	/** How often nothing can be scheduled. */
	int failures;

	@Override
	public Moment now() {
		return new Moment(this.nanos, this.wallStep + this.nanos / 1_000_000);
	}

	@Override
	public void schedule(Runnable task, long delayNanos) {
		if (this.failing || this.failures-- > 0) {
			throw new OutOfMemoryError("no thread");
		}
		this.tasks.add(new Task(this.nanos + delayNanos, this.numbers++, task));
	}

	@Override
	public void execute(Runnable task) {
		schedule(task, 0);
	}

	/**
	 * Where the test itself waits, time passes; where another thread does, as fast as it
	 * really does.
	 */
	@Override
	public void park(Object blocker, long nanos) {
		if (Thread.currentThread() != this.test) {
			long began = System.nanoTime();
			EngineTime.super.park(blocker, nanos);
			skip(Duration.ofNanos(System.nanoTime() - began));
		}
		else if (this.held) {
			skip(Duration.ofNanos(nanos));
		}
		else {
			pass(Duration.ofNanos(nanos));
		}
	}

	/**
	 * Run what is due now.
	 */
	public void run() {
		pass(Duration.ZERO);
	}

	/**
	 * Let time pass, and run what is due meanwhile.
	 */
	public void pass(Duration duration) {
		if (this.held) {
			return;
		}
		long until = this.nanos + duration.toNanos();
		while (!this.tasks.isEmpty() && this.tasks.peek().at <= until) {
			Task next = this.tasks.remove();
			this.nanos = Math.max(this.nanos, next.at);
			next.work.run();
		}
		this.nanos = until;
	}

	/**
	 * Let time pass for the wall clock only, as while the machine is suspended.
	 */
	public void suspend(Duration duration) {
		this.wallStep += duration.toMillis();
	}

	/**
	 * Let no thread of the JVM run any more, until {@link #release()}.
	 */
	public void hold() {
		this.held = true;
	}

	/**
	 * Let time pass while nothing runs.
	 */
	public void skip(Duration duration) {
		this.nanos += duration.toNanos();
	}

	public void release() {
		this.held = false;
		run();
	}

	/**
	 * Run everything that is left, whenever it is due.
	 */
	public void drain() {
		this.held = false;
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().work.run();
		}
	}

	@Override
	public void close() {
	}

	private record Task(long at, long number, Runnable work) {

	}

}
