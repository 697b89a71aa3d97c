package io.github.batonlock.engine.support;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which request owned a lock when the store was asked. The store does not keep since
 * when, so this tells for how long it has been seen.
 *
 * @param request the owner
 * @param first when it was first seen
 * @param last when it was last seen
 * @param left how long it would have kept the lock then without renewing it
 */
public record SeenOwner(Request request, Moment first, Moment last, Duration left) {

	public static SeenOwner again(@Nullable SeenOwner before, Request request, Duration left, Moment now) {
		Moment first = (before != null && before.request.equals(request)) ? before.first : now;
		return new SeenOwner(request, first, now, left);
	}

	public String inWords(Moment now) {
		long known = millis(this.first.nanosUntil(this.last));
		return "instance " + this.request.instance() + ((known > 0) ? " for at least " + known + " ms" : "") + ", seen "
				+ millis(this.last.nanosUntil(now)) + " ms ago with " + this.left.toMillis() + " ms left of its lease";
	}

	private static long millis(long nanos) {
		return TimeUnit.NANOSECONDS.toMillis(nanos);
	}

}
