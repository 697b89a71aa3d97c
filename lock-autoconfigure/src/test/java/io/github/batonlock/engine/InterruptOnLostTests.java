package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.site.Hold;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.store.ReleaseReply.Released;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who is told by an interrupt that a lease was lost, and who is not.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class InterruptOnLostTests {

	private static final LockOptions INTERRUPTING = LockOptions.builder().interruptOnLost(true).build();

	private final Rig rig = new Rig();

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void threadInsideIsInterruptedAndWarnedAbout(CapturedOutput output) {
		this.rig.insideAsOwner(INTERRUPTING);
		this.rig.pass(Rig.LEASE.minusMillis(1));
		assertThat(Thread.interrupted()).isFalse();
		this.rig.pass(Duration.ofMillis(11));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(output).contains("Lock 'a' was lost: ", " ms by thread '" + Thread.currentThread().getName() + "'");
	}

	@Test
	void threadIsInterruptedOnce() {
		this.rig.insideAsOwner(INTERRUPTING);
		this.rig.pass(Rig.LEASE.plusMillis(10));
		assertThat(Thread.interrupted()).isTrue();
		this.rig.pass(Rig.LEASE);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void threadThatHasLeftOneOfTwoEntriesIsInterrupted() {
		this.rig.insideAsOwner(INTERRUPTING);
		this.rig.registry.obtain("a").acquire().close();
		this.rig.pass(Rig.LEASE.plusMillis(10));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void nobodyIsInterruptedUnlessAskedFor() {
		this.rig.insideAsOwner(LockOptions.configured());
		this.rig.pass(Rig.LEASE.plusMillis(10));
		assertThat(this.rig.lost).containsExactly("a");
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void threadThatFindsTheLossByLeavingIsNotInterrupted() {
		Lease lease = this.rig.insideAsOwner(INTERRUPTING);
		this.rig.time.hold();
		this.rig.time.skip(Rig.LEASE);
		this.rig.store.answerWith(new Released());
		lease.close();
		this.rig.time.release();
		assertThat(this.rig.lost).containsExactly("a");
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void interruptOnItsWayDoesNotReachAThreadThatHasLeft() {
		EngineLease entered = (EngineLease) this.rig.insideAsOwner(INTERRUPTING);
		Hold hold = entered.hold();
		hold.leave();
		entered.site().exit(hold);
		hold.interruptOwner();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void interruptEndsWorkThatHangs() {
		LockOptions options = LockOptions.builder().maxHold(Duration.ofMillis(30)).interruptOnLost(true).build();
		try (EngineLockRegistry registry = new EngineLockRegistry(new LocalLockStore(), (name) -> Rig.OPTIONS,
				Duration.ofSeconds(2), new LockListener() {
				})) {
			try (Lease lease = registry.obtain("a", options).acquire()) {
				assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> new CountDownLatch(1).await());
				assertThat(lease.isValid()).isFalse();
			}
			registry.obtain("a").acquire().close();
			assertThat(Thread.interrupted()).isFalse();
		}
	}

}
