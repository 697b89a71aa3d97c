package io.github.batonlock.engine.site;

import java.util.concurrent.TimeUnit;

import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;

/**
 * The time for which a tenure is kept although nobody is inside: for the rest of
 * {@code min-hold}, whoever waits, and for {@code linger} as long as nobody does.
 */
final class Rest {

	private final long minHoldUntil;

	private final long lingerUntil;

	Rest(Hold left, Moment now) {
		LockSettings settings = left.settings();
		long minHoldLeft = settings.minHold() - left.since().nanosUntil(now);
		this.minHoldUntil = now.nanos() + Math.max(0, minHoldLeft);
		this.lingerUntil = now.nanos() + settings.linger();
	}

	/** Whether nobody may enter yet. */
	boolean closed(Moment now) {
		return now.nanos() - this.minHoldUntil < 0;
	}

	/** For how long nobody may enter yet, in nanoseconds. */
	long left(Moment now) {
		return closed(now) ? this.minHoldUntil - now.nanos() : 0;
	}

	/** Whether the tenure may be kept for a caller to come. */
	boolean lingers(Moment now) {
		return now.nanos() - this.lingerUntil < 0;
	}

	void dueAt(Moment now, Agenda agenda) {
		if (closed(now)) {
			agenda.at(this.minHoldUntil);
		}
		else if (lingers(now)) {
			agenda.at(this.lingerUntil);
		}
	}

	String inWords(Moment now) {
		return "nobody, but kept for another " + TimeUnit.NANOSECONDS.toMillis(left(now)) + " ms by min-hold";
	}

}
