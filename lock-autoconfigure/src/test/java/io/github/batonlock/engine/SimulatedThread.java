package io.github.batonlock.engine;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * A thread of a simulated JVM: a real one, which runs only while the world waits for it,
 * from when it is resumed until it parks or ends. So what it does is a part of the
 * history like everything else. Its stack may fail at one of the points where it comes
 * out of our code.
 */
final class SimulatedThread {

	private static final int HANGS_AFTER = 60;

	private static final ThreadLocal<SimulatedThread> CURRENT = new ThreadLocal<>();

	private static final AtomicInteger NUMBERS = new AtomicInteger();

	private final SimulatedJvm jvm;

	private final Thread thread;

	private final Semaphore resumed = new Semaphore(0);

	private final Semaphore given = new Semaphore(0);

	private volatile boolean ended;

	private volatile boolean unwinding;

	private volatile @Nullable Throwable failure;

	private boolean permit;

	private boolean parked;

	/** Number of times that it was parked. */
	private long parks;

	/** Points to pass until the stack fails, negative for never. */
	private int pointsLeft = -1;

	/** Whether the stack has failed. */
	private boolean failed;

	SimulatedThread(SimulatedJvm jvm, Runnable work) {
		this.jvm = jvm;
		this.thread = new Thread(() -> run(work), "simulated-" + NUMBERS.incrementAndGet());
		this.thread.setDaemon(true);
	}

	static @Nullable SimulatedThread current() {
		return CURRENT.get();
	}

	/** Here the stack of the calling thread may fail. */
	static void pass() {
		SimulatedThread current = CURRENT.get();
		if (current != null && current.pointsLeft >= 0 && current.pointsLeft-- == 0) {
			current.failed = true;
			throw new StackFailure();
		}
	}

	/** Let the stack fail, when so many points have been passed. */
	void failAfter(int points) {
		this.pointsLeft = points;
	}

	/** Let the stack not fail any more. */
	void recover() {
		this.pointsLeft = -1;
	}

	boolean hasFailed() {
		return this.failed;
	}

	Thread thread() {
		return this.thread;
	}

	private void run(Runnable work) {
		CURRENT.set(this);
		this.resumed.acquireUninterruptibly();
		try {
			if (!this.unwinding) {
				work.run();
			}
		}
		catch (Throwable ex) {
			this.failure = this.unwinding ? null : ex;
		}
		finally {
			this.ended = true;
			this.given.release();
		}
	}

	// --- for the world

	void start() {
		this.jvm.threads.add(this);
		this.thread.start();
		resume();
	}

	private void resume() {
		this.parked = false;
		this.resumed.release();
		awaitParked();
		Throwable ex = this.failure;
		if (ex != null) {
			this.failure = null;
			throw new IllegalStateException("A thread of " + this.jvm.name + " failed", ex);
		}
	}

	private void awaitParked() {
		try {
			if (!this.given.tryAcquire(HANGS_AFTER, TimeUnit.SECONDS)) {
				throw new IllegalStateException("A thread hangs in " + String.join(" < ",
						java.util.Arrays.stream(this.thread.getStackTrace()).map(String::valueOf).toList()));
			}
			if (this.ended) {
				this.thread.join();
				this.jvm.threads.remove(this);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The history is over: end, whatever the thread was at. */
	void unwind() {
		this.unwinding = true;
		while (!this.ended) {
			resume();
		}
	}

	void unpark() {
		if (this.parked) {
			long number = this.parks;
			this.jvm.later(this.jvm.wakingTime(), () -> goOn(number));
		}
		else {
			this.permit = true;
		}
	}

	void interrupt() {
		this.thread.interrupt();
		unpark();
	}

	private void goOn(long number) {
		if (this.parked && this.parks == number) {
			resume();
		}
	}

	// --- for the thread itself

	void park(long nanos) {
		if (this.unwinding) {
			throw new Unwinding();
		}
		if (this.permit || this.thread.isInterrupted()) {
			this.permit = false;
			return;
		}
		this.parks++;
		this.parked = true;
		long number = this.parks;
		this.jvm.schedule(() -> goOn(number), nanos);
		this.given.release();
		this.resumed.acquireUninterruptibly();
		if (this.unwinding) {
			throw new Unwinding();
		}
	}

	/** Do something else for a while, which nothing of ours can end. */
	void work(double millis) {
		long until = this.jvm.now().nanos() + SimulatedWorld.nanosOf(millis);
		boolean interrupted = false;
		for (long left = until - this.jvm.now().nanos(); left > 0; left = until - this.jvm.now().nanos()) {
			park(left);
			interrupted |= Thread.interrupted();
		}
		if (interrupted) {
			this.thread.interrupt();
		}
	}

	/**
	 * What a deep call ends with.
	 */
	@SuppressWarnings("serial")
	static final class StackFailure extends StackOverflowError {

	}

	/**
	 * Ends a thread of a history that is over.
	 */
	@SuppressWarnings("serial")
	private static final class Unwinding extends Error {

		private Unwinding() {
			super("the history is over", null, false, false);
		}

	}

}
