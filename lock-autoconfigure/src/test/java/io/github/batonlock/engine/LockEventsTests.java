package io.github.batonlock.engine;

import io.github.batonlock.LockListener;
import io.github.batonlock.engine.site.LockEvents;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link LockEvents}.
 */
class LockEventsTests {

	@Test
	void failingListenerIsNoConcernOfTheCaller() {
		LockEvents events = new LockEvents(new LockListener() {
		}, Runnable::run);
		assertThatNoException().isThrownBy(() -> events.tell("any", (listener) -> {
			throw new IllegalStateException("broken");
		}));
	}

}
