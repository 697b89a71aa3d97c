package io.github.batonlock.engine;

/**
 * For how long a tenure is kept although nobody is inside: for the rest of
 * {@code min-hold}, whoever waits, and for {@code linger} as long as nobody does. Guarded
 * by the mutex of its site.
 */
final class Rest {

	private static final long NONE = WaiterQueue.NEVER;

	private long minHoldUntil = NONE;

	private long lingerUntil = NONE;

	void begin(Hold left, Moment now) {
		LockSettings settings = left.settings();
		long minHoldLeft = settings.minHold() - left.since().nanosUntil(now);
		this.minHoldUntil = (minHoldLeft > 0) ? now.nanos() + minHoldLeft : NONE;
		this.lingerUntil = (settings.linger() > 0) ? now.nanos() + settings.linger() : NONE;
	}

	void end() {
		this.minHoldUntil = NONE;
		this.lingerUntil = NONE;
	}

	/** Whether nobody may enter yet. */
	boolean closed(Moment now) {
		return this.minHoldUntil != NONE && now.nanos() - this.minHoldUntil < 0;
	}

	/** For how long nobody may enter yet, in nanoseconds. */
	long left(Moment now) {
		return closed(now) ? this.minHoldUntil - now.nanos() : 0;
	}

	/** Whether the tenure may be kept for a caller to come. */
	boolean lingers(Moment now) {
		return this.lingerUntil != NONE && now.nanos() - this.lingerUntil < 0;
	}

	long dueAt(Moment now) {
		return closed(now) ? this.minHoldUntil : this.lingerUntil;
	}

}
