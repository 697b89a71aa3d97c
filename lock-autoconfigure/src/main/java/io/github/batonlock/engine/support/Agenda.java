package io.github.batonlock.engine.support;

/**
 * Keeps the earliest of several instants of the monotonic clock, which may overflow.
 * Nothing that is on no agenda is due within a lifetime.
 */
public final class Agenda {

	/** Half of the distance at which two readings can still be compared. */
	private static final long LIFETIME = Long.MAX_VALUE / 4;

	private long earliest;

	/**
	 * Begin an agenda with nothing on it.
	 * @param now this instant
	 */
	public Agenda(Moment now) {
		this.earliest = never(now.nanos());
	}

	/**
	 * Return an instant that is too late to be ever reached.
	 * @param now reading of the monotonic clock
	 * @return the instant
	 */
	public static long never(long now) {
		return now + LIFETIME;
	}

	/**
	 * Note an instant.
	 * @param nanos reading of the monotonic clock
	 */
	public void at(long nanos) {
		if (nanos - this.earliest < 0) {
			this.earliest = nanos;
		}
	}

	/**
	 * Return the earliest instant.
	 * @return reading of the monotonic clock
	 */
	public long earliest() {
		return this.earliest;
	}

}
