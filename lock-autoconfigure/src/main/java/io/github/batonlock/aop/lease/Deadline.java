package io.github.batonlock.aop.lease;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.batonlock.LockAcquisitionTimeoutException;

/**
 * The end of a wait for several locks, computed once for all of them.
 *
 * @param clock the time source, in nanoseconds
 * @param since the time at which the wait began
 * @param timeout the duration of the wait, in nanoseconds
 */
record Deadline(LongSupplier clock, long since, long timeout) {

	static Deadline after(Duration timeout, LongSupplier clock) {
		return new Deadline(clock, clock.getAsLong(), TimeUnit.NANOSECONDS.convert(timeout));
	}

	/**
	 * The time that is left.
	 * @return the time, zero if the deadline has passed
	 */
	Duration left() {
		return Duration.ofNanos(Math.max(0, this.timeout - elapsed()));
	}

	/**
	 * Converts the timeout of one lock into one that reports the wait for all locks.
	 */
	LockAcquisitionTimeoutException forAll(LockAcquisitionTimeoutException ex) {
		LockAcquisitionTimeoutException whole = new LockAcquisitionTimeoutException(ex.getLockName(),
				Duration.ofNanos(elapsed()), ex.getHolder());
		whole.initCause(ex);
		return whole;
	}

	private long elapsed() {
		return this.clock.getAsLong() - this.since;
	}

}
