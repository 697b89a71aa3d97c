package io.github.batonlock.engine.support;

import java.util.concurrent.TimeUnit;

/**
 * An instant on two clocks: a monotonic one, which may stand still while a machine is
 * suspended, and the wall clock, which may be stepped. A moment has passed as soon as it
 * has on either.
 *
 * @param nanos reading of the monotonic clock, as {@link System#nanoTime()}
 * @param millis reading of the wall clock, milliseconds since 1970
 */
public record Moment(long nanos, long millis) {

	public Moment plus(long duration) {
		return new Moment(this.nanos + duration, this.millis + TimeUnit.NANOSECONDS.toMillis(duration));
	}

	public boolean passedAt(Moment now) {
		return now.nanos - this.nanos >= 0 || now.millis >= this.millis;
	}

	/**
	 * The time between this earlier and a later moment, by the clock on which it seems
	 * longer.
	 */
	public long nanosUntil(Moment later) {
		return Math.max(later.nanos - this.nanos, TimeUnit.MILLISECONDS.toNanos(later.millis - this.millis));
	}

	/**
	 * The time left until a deadline, by the clock on which it seems shorter.
	 */
	public long nanosLeft(Moment deadline) {
		return Math.min(deadline.nanos - this.nanos, TimeUnit.MILLISECONDS.toNanos(deadline.millis - this.millis));
	}

}
