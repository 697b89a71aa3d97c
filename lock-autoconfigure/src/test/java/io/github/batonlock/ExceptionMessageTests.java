package io.github.batonlock;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages of exceptions and of their extended copies.
 */
class ExceptionMessageTests {

	private static final String WHOM = "@DistributedLock(name = \"order\") on Orders.ship(long)";

	private final IllegalStateException cause = new IllegalStateException("cut");

	@Test
	void timeoutNamesLockTimeHolderAndMethod() {
		LockAcquisitionTimeoutException original = new LockAcquisitionTimeoutException("order:42",
				Duration.ofMillis(5003), "thread 'b' of this JVM, for 7 ms");
		LockAcquisitionTimeoutException copy = original.wantedBy(WHOM);
		assertThat(copy).hasMessage("Lock 'order:42' was not acquired within 5003 ms: held by thread 'b' of this JVM, "
				+ "for 7 ms; wanted by " + WHOM);
		assertThat(copy.getLockName()).isEqualTo("order:42");
		assertThat(copy.getWaited()).hasMillis(5003);
		assertThat(copy.getHolder()).isEqualTo("thread 'b' of this JVM, for 7 ms");
		assertTraced(copy, original);
	}

	@Test
	void timeoutSaysNothingOfAHolderThatIsNotKnown() {
		assertThat(new LockAcquisitionTimeoutException("a", Duration.ZERO, null).wantedBy("m"))
			.hasMessage("Lock 'a' was not acquired within 0 ms; wanted by m");
	}

	@Test
	void unavailableNamesLockReasonTimeAndMethod() {
		LockUnavailableException original = new LockUnavailableException("a", Duration.ofMillis(2001), "Redis is gone",
				this.cause);
		LockUnavailableException copy = original.wantedBy(WHOM);
		assertThat(copy).hasMessage("Lock 'a' is unavailable: Redis is gone (waited 2001 ms); wanted by " + WHOM)
			.hasCause(this.cause);
		assertThat(copy.getLockName()).isEqualTo("a");
		assertThat(copy.getWaited()).hasMillis(2001);
		assertTraced(copy, original);
	}

	@Test
	void unavailableSaysNothingOfAWaitThatWasNone() {
		assertThat(new LockUnavailableException("a", Duration.ZERO, "its registry is stopped", null))
			.hasMessage("Lock 'a' is unavailable: its registry is stopped");
	}

	@Test
	void lossNamesLockReasonAndMethod() {
		LockLostException original = new LockLostException("a", "it was held for longer than max-hold");
		LockLostException copy = original.wantedBy(WHOM);
		assertThat(copy).hasMessage("Lock 'a' was lost: it was held for longer than max-hold; wanted by " + WHOM);
		assertThat(copy.getLockName()).isEqualTo("a");
		assertTraced(copy, original);
	}

	@Test
	void interruptNamesLockTimeAndMethod() {
		LockInterruptedException original = new LockInterruptedException("a", Duration.ofMillis(3));
		LockInterruptedException copy = original.wantedBy(WHOM);
		assertThat(copy).hasMessage("Interrupted after waiting 3 ms for lock 'a'; wanted by " + WHOM);
		assertThat(copy.getLockName()).isEqualTo("a");
		assertThat(copy.getWaited()).hasMillis(3);
		assertTraced(copy, original);
	}

	private void assertTraced(Throwable copy, Throwable original) {
		assertThat(copy.getStackTrace()).isEqualTo(original.getStackTrace()).isNotEmpty();
	}

}
