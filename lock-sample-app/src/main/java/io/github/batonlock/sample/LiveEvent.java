package io.github.batonlock.sample;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * An event of a sale for watchers. Times are microseconds since 1970, by the clock of the
 * machine that measured them.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
sealed interface LiveEvent {

	static long micros(Instant time) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, time);
	}

	/**
	 * The current state, sent to new watchers and from time to time, so that no watcher
	 * depends on having received everything.
	 *
	 * @param instances the addresses of all instances
	 * @param sales all running sales
	 */
	record Hello(List<String> instances, List<Started> sales) implements LiveEvent {

	}

	/**
	 * A sale begins.
	 *
	 * @param sale its product
	 */
	record Started(long sale, boolean locked, int stock, int buyers, long begin) implements LiveEvent {

	}

	/**
	 * The events of one instance since its last frame; the first frame is empty.
	 *
	 * @param visits visits of buyers who have left
	 * @param waits how many microseconds each buyer waited for the lock, whether acquired
	 * or not
	 * @param figures meters of the instance since its start
	 */
	record Frame(long sale, String instance, List<Visit> visits, List<Long> waits,
			LockFigures.Counts figures) implements LiveEvent {

	}

	/**
	 * The visit of a buyer.
	 *
	 * @param begin when the buyer acquired the lock, or read the stock without a lock
	 * @param end when the buyer had written the stock, before the lock was released
	 */
	record Visit(String thread, long begin, long end, boolean sold) {

	}

	/**
	 * All buyers of a sale have left.
	 *
	 * @param result the result, null if the sale failed
	 */
	record Ended(long sale, @Nullable SaleResult result) implements LiveEvent {

	}

}
