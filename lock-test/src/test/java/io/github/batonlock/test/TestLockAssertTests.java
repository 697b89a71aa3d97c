package io.github.batonlock.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for messages of failing assertions.
 */
@SpringJUnitConfig
@AutoConfigureTestLocks
class TestLockAssertTests {

	private static final String NOTHING = "No lock was requested in this test. "
			+ "(A method is locked only when it is called through its bean.)";

	@Autowired
	private TestLocks locks;

	@Autowired
	private LockRegistry registry;

	private final String me = "thread '" + Thread.currentThread().getName() + "'";

	private TestLock lock() {
		return this.locks.named("order:42");
	}

	@Test
	void tellsThatNothingHappened() {
		assertFails(TestLockAssert::wasAcquired, "Expecting lock 'order:42' to have been acquired, but it was not.",
				NOTHING);
		assertFails(TestLockAssert::isHeld,
				"Expecting lock 'order:42' to be held, but no caller of the application holds it.", NOTHING);
		assertFails(TestLockAssert::isHeldByCurrentThread,
				"Expecting lock 'order:42' to be held by " + this.me + ", but no caller of the application holds it.",
				NOTHING);
		assertFails(TestLockAssert::wasLost, "Expecting lock 'order:42' to have been lost, but it was not.", NOTHING);
		assertFails(TestLockAssert::wasRefused,
				"Expecting lock 'order:42' to have been refused to a caller, but it was not.", NOTHING);
		assertFails(TestLockAssert::wasReleased, "Expecting lock 'order:42' to have been acquired and released, "
				+ "but it was acquired 0 times and released 0 times.", NOTHING);
		assertThat(lock()).isNotHeld().wasNeverAcquired();
	}

	@Test
	void tellsWhatHappenedInstead() {
		cycle("order:43");
		lock().timeOut();
		assertThat(this.registry.obtain("order:42").tryAcquire()).isEmpty();
		lock().free();
		cycle("order:42");
		cycle("order:42");
		assertFails((lock) -> lock.wasAcquired(1),
				"Expecting lock 'order:42' to have been acquired once, but it was acquired 2 times.",
				"What happened in this test:\n- lock 'order:43' was acquired by " + this.me
						+ "\n- lock 'order:43' was released\n- lock 'order:42' was not acquired: Lock 'order:42' was not ",
				"held by instance ", "\n- lock 'order:42' was acquired by " + this.me
						+ "\n- lock 'order:42' was released\n- lock 'order:42' was acquired by " + this.me);
		assertFails(TestLockAssert::wasNeverAcquired,
				"Expecting lock 'order:42' never to have been acquired, but it was acquired 2 times.");
	}

	@Test
	void tellsWhoHoldsTheLock() {
		try (Lease lease = this.registry.obtain("order:42").acquire()) {
			assertFails(TestLockAssert::isNotHeld,
					"Expecting lock 'order:42' not to be held, but it is held by " + this.me + ".");
			assertFails(TestLockAssert::wasReleased, "but it was acquired once and released 0 times.");
			CompletableFuture<Void> elsewhere = CompletableFuture
				.runAsync(() -> assertFails(TestLockAssert::isHeldByCurrentThread, ", but it is held by " + this.me));
			assertThat(elsewhere).succeedsWithin(Duration.ofSeconds(30));
			lock().lose();
			assertFails(TestLockAssert::wasNeverAcquired, "\n- lock 'order:42' was lost by " + this.me);
		}
		assertFails(TestLockAssert::wasReleased, "but it was acquired once and released 0 times.");
	}

	@Test
	void saysWhatTheTestCallsIt() {
		assertFails((lock) -> lock.as("order of %s", "Jane").wasAcquired(), "[order of Jane]", "Expecting lock");
	}

	private void cycle(String name) {
		this.registry.executeLocked(name, () -> {
		});
	}

	private void assertFails(UnaryOperator<TestLockAssert> assertion, String... parts) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertion.apply(assertThat(lock())))
			.satisfies((error) -> assertThat(error.getMessage()).containsSubsequence(parts));
	}

}
