package io.github.batonlock.aop;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.batonlock.LockAcquisitionTimeoutException;

/**
 * The end of a wait for several locks, computed once for all of them.
 *
 * @param clock tells nanoseconds
 * @param since when the wait began
 * @param timeout how long to wait, in nanoseconds
 */
record Deadline(LongSupplier clock, long since, long timeout) {

	static Deadline after(Duration timeout, LongSupplier clock) {
		return new Deadline(clock, clock.getAsLong(), TimeUnit.NANOSECONDS.convert(timeout));
	}

	/**
	 * What is left.
	 * @return the time, zero when the deadline is over
	 */
	Duration left() {
		return Duration.ofNanos(Math.max(0, this.timeout - elapsed()));
	}

	/**
	 * A timeout of one lock, told with the time that was waited for all.
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
