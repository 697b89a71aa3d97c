package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;

/**
 * A thread that blocks until it has one lock, or several in their order, may be
 * interrupted, and may have a stack that fails.
 */
final class SimulatedThreadCaller extends SimulatedCaller {

	private static final int MOST_POINTS = 25;

	/** Whether the stack fails, and if so, where. */
	private final boolean failsComing;

	private final boolean failsLeaving;

	/**
	 * Whether the thread goes on with something else, as one of a pool, when it has left.
	 */
	private final boolean lives;

	SimulatedThreadCaller(SimulatedHistory history, SimulatedJvm jvm, List<SimulatedPromises> locks,
			LockOptions options, double patience, boolean fails) {
		super(history, jvm, locks, options, patience);
		this.failsComing = fails && this.world.chance(.5);
		this.failsLeaving = fails && !this.failsComing;
		this.lives = this.world.chance(.5);
	}

	@Override
	void come() {
		SimulatedThread thread = this.jvm.thread(this::run);
		if (this.world.chance(.05)) {
			this.jvm.later(this.world.pick(.01, 1, 50, 1000), () -> {
				if (waits()) {
					thread.interrupt();
				}
			});
		}
	}

	private void run() {
		SimulatedThread thread = SimulatedThread.current();
		List<Held> held = new ArrayList<>();
		if (acquireAll(thread, held)) {
			thread.work(this.hold);
			this.world.say(() -> this.jvm.name + " " + this + " leaves");
			end();
		}
		releaseAll(thread, held);
		if (thread.hasFailed() && this.lives) {
			thread.work(60_000);
		}
	}

	/** All or none of them. */
	private boolean acquireAll(SimulatedThread thread, List<Held> held) {
		long began = this.jvm.now().nanos();
		try {
			for (SimulatedPromises lock : this.locks) {
				Duration left = timeout().minusNanos(this.jvm.now().nanos() - began);
				wants(lock);
				if (this.failsComing) {
					thread.failAfter(this.world.random.nextInt(MOST_POINTS));
				}
				Lease lease = this.jvm.registry.obtain(lock.name, this.options)
					.acquire(left.isNegative() ? Duration.ZERO : left);
				thread.recover();
				held.add(new Held(lock, lease));
				enter(lock, lease);
			}
			return true;
		}
		catch (SimulatedThread.StackFailure ex) {
			this.world.say(() -> this.jvm.name + " " + this + " has no stack left");
			// Perhaps it was inside already, which counts for the minimum hold
			this.locks.get(held.size()).excuse(this.options.minHold().toMillis());
			end();
		}
		catch (LockAcquisitionTimeoutException | LockUnavailableException | LockInterruptedException ex) {
			refused(ex);
		}
		thread.recover();
		return false;
	}

	private void releaseAll(SimulatedThread thread, List<Held> held) {
		for (int i = held.size() - 1; i >= 0; i--) {
			Held last = held.get(i);
			last.lock.end(last.lease);
			if (this.failsLeaving) {
				thread.failAfter(this.world.random.nextInt(MOST_POINTS));
			}
			try {
				last.lease.close();
			}
			catch (SimulatedThread.StackFailure ex) {
				this.world.say(() -> this.jvm.name + " " + this + " has no stack left to release " + last.lock.name);
			}
			thread.recover();
		}
	}

	@Override
	public String toString() {
		return "thread for " + this.locks.stream().map((lock) -> lock.name).toList();
	}

	/**
	 * One of the locks that the thread has.
	 *
	 * @param lock the lock
	 * @param lease the lease
	 */
	private record Held(SimulatedPromises lock, Lease lease) {
	}

}
