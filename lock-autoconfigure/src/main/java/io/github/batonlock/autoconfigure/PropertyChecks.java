package io.github.batonlock.autoconfigure;

import java.time.Duration;

import io.github.batonlock.LockOptions;
import org.jspecify.annotations.Nullable;

/**
 * Checks of property values. Messages name the property and its value. Missing values are
 * valid; defaults apply.
 */
final class PropertyChecks {

	private PropertyChecks() {
	}

	static void notBlank(String property, @Nullable String value) {
		check(value != null && !value.isBlank(), property + " must not be blank");
	}

	static void keyPrefix(String property, String value) {
		notBlank(property, value);
		check(!value.contains("{") && !value.contains("}"),
				property + " must not contain braces, but is '" + value + "'");
	}

	static void atLeast(String property, @Nullable Duration value, Duration least) {
		check(value == null || value.compareTo(least) >= 0,
				property + " must not be less than " + text(least) + ", but is " + text(value));
	}

	/**
	 * Checks that a duration is at most a year, so that no sum of durations overflows.
	 */
	static void between(String property, @Nullable Duration value, Duration least) {
		atLeast(property, value, least);
		check(value == null || value.compareTo(LockOptions.LONGEST) <= 0,
				property + " must not be longer than " + LockOptions.LONGEST.toDays() + " days, but is " + text(value));
	}

	static void notNegative(String property, int value) {
		check(value >= 0, property + " must not be negative, but is " + value);
	}

	static void shorter(String property, Duration value, String limit, Duration least) {
		check(value.compareTo(least) < 0,
				property + " must be shorter than " + limit + ", " + text(least) + ", but is " + text(value));
	}

	/**
	 * Checks that the minimum time for which a lock is held is not longer than the
	 * maximum.
	 */
	static void notLonger(String property, @Nullable Duration minHold, @Nullable Duration maxHold) {
		check(minHold == null || maxHold == null || maxHold.isZero() || minHold.compareTo(maxHold) <= 0,
				property + " must not be longer than max-hold, " + text(maxHold) + ", but is " + text(minHold));
	}

	private static String text(@Nullable Duration value) {
		if (value == null) {
			return "unset";
		}
		boolean countable = value.toSeconds() < Integer.MAX_VALUE && value.toSeconds() > Integer.MIN_VALUE;
		return countable ? value.toMillis() + "ms" : value.toString();
	}

	private static void check(boolean valid, String problem) {
		if (!valid) {
			throw new IllegalArgumentException(problem);
		}
	}

}
