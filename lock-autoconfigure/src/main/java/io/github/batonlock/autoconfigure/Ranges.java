package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Checks of property values.
 */
final class Ranges {

	static final Duration SHORTEST_LEASE = Duration.ofMillis(100);

	static final Duration SHORTEST_SPIN = Duration.ofMillis(10);

	private Ranges() {
	}

	static void atLeast(String property, Duration value, Duration least) {
		if (value.compareTo(least) < 0) {
			throw new IllegalArgumentException(
					property + " must not be less than " + least.toMillis() + "ms, but is " + value.toMillis() + "ms");
		}
	}

	static void minHold(String property, Duration minHold, Duration maxHold) {
		if (!maxHold.isZero() && minHold.compareTo(maxHold) > 0) {
			throw new IllegalArgumentException(property + " (" + minHold.toMillis()
					+ "ms) must not be longer than max-hold (" + maxHold.toMillis() + "ms)");
		}
	}

	static void keyPrefix(String value) {
		if (value.isBlank() || value.contains("{") || value.contains("}")) {
			throw new IllegalArgumentException(
					"distributed-lock.key-prefix must not be blank nor contain braces, but is '" + value + "'");
		}
	}

	static <T> void set(@Nullable T value, Consumer<T> setter) {
		if (value != null) {
			setter.accept(value);
		}
	}

}
