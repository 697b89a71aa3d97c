package io.github.batonlock.sample;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * What who watches is told of sales. Times are microseconds since 1970, by the clock of
 * the machine that measured them.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
sealed interface LiveEvent {

	static long micros(Instant time) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, time);
	}

	/**
	 * How things are, told to who begins to watch and then from time to time: so nobody
	 * has to have heard everything.
	 *
	 * @param instances the addresses of all instances
	 * @param sales all that run
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
	 * What happened in one instance since its last frame; its first one is empty.
	 *
	 * @param visits of buyers who have left
	 * @param waits how many microseconds each buyer waited for the lock, had or not
	 * @param figures what the meters of the instance have counted since it was started
	 */
	record Frame(long sale, String instance, List<Visit> visits, List<Long> waits,
			LockFigures.Counts figures) implements LiveEvent {

	}

	/**
	 * A buyer was in the shop.
	 *
	 * @param begin when the buyer had the lock, or read the stock where there is none
	 * @param end when the buyer had written it, before the lock was released
	 */
	record Visit(String thread, long begin, long end, boolean sold) {

	}

	/**
	 * All buyers of a sale have left.
	 *
	 * @param result how it went, null if it failed
	 */
	record Ended(long sale, @Nullable SaleResult result) implements LiveEvent {

	}

}
