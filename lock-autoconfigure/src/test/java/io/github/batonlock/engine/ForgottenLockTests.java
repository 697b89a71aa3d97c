package io.github.batonlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.store.ReleaseReply.NotOwner;
import io.github.batonlock.store.ReleaseReply.Queued;
import io.github.batonlock.store.ReleaseReply.Released;
import io.github.batonlock.store.RenewReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Locks that the store forgets while somebody is inside who leaves before the next
 * renewal: only the answer to the release can tell.
 */
@ExtendWith(OutputCaptureExtension.class)
class ForgottenLockTests {

	private static final String LOSS = "Lock 'a' was lost: The scripted store did not know it any more";

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@Test
	void isToldWhenTheReleaseFindsIt(CapturedOutput output) {
		Lease lease = this.rig.inside();
		this.rig.released(lease).answer(new NotOwner());
		this.rig.assertNothingLeft();
		assertThat(this.rig.lost).containsExactly("a");
		assertThat(output).containsOnlyOnce(LOSS + " (held for 0 ms by an asynchronous lease)");
	}

	@Test
	void unlockThrows() {
		LeasedLock lock = this.rig.registry.obtain("a");
		Lease lease = this.rig.insideAsOwner(LockOptions.configured());
		this.store.answerWith(new NotOwner());
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lock::unlock).withMessage(LOSS);
		this.rig.time.run();
		assertThat(this.rig.lost).containsExactly("a");
		assertThat(this.rig.released).isEmpty();
		assertThat(lease.isLost()).isTrue();
		assertThatIllegalMonitorState(lock);
	}

	private static void assertThatIllegalMonitorState(LeasedLock lock) {
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
	}

	@Test
	void closedLeaseTells() {
		Lease lease = this.rig.insideAsOwner(LockOptions.configured());
		Lease again = this.rig.registry.obtain("a").acquire();
		boolean[] told = new boolean[1];
		lease.onLost(() -> told[0] = true);
		again.close();
		assertThat(lease.isLost()).isFalse();
		this.store.answerWith(new NotOwner());
		lease.close();
		assertThat(lease.isLost()).isTrue();
		assertThat(again.isLost()).as("left while nobody knew").isFalse();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lease::ensureValid).withMessage(LOSS);
		this.rig.time.run();
		assertThat(told[0]).as("there is no work to be stopped any more").isFalse();
	}

	@Test
	void leaseThatIsReleasedInOrderIsNotLost() {
		Lease lease = this.rig.insideAsOwner(LockOptions.configured());
		this.store.answerWith(new Released());
		lease.close();
		assertThat(lease.isValid()).isFalse();
		assertThat(lease.isLost()).isFalse();
		assertThat(this.rig.released).containsExactly("a");
		assertThat(this.rig.lost).isEmpty();
	}

	@Test
	void executeLockedThrowsOrAddsItToWhatTheActionThrows() {
		this.store.answerWith(ScriptedStore.granted());
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.rig.registry.executeLocked("a", () -> this.store.answerWith(new NotOwner())))
			.withMessage(LOSS);
		this.store.answerWith(ScriptedStore.granted());
		assertThatIllegalStateException().isThrownBy(() -> this.rig.registry.executeLocked("a", () -> {
			this.store.answerWith(new NotOwner());
			throw new IllegalStateException("body");
		})).withMessage("body").satisfies((failure) -> assertThat(failure.getSuppressed()).hasSize(1));
	}

	@Test
	void waitersGoOnWithANewRequest() {
		Lease lease = this.rig.inside();
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent release = this.rig.released(lease);
		release.answer(new NotOwner());
		assertThat(this.store.next("release").request).as("nobody looked at it").isEqualTo(release.next);
		this.store.next("try").answer(ScriptedStore.granted());
		this.rig.entered(waiter);
		assertThat(this.rig.lost).containsExactly("a");
	}

	@Test
	void onlyTheLastOfThoseWhoPassedItOnIsTold() {
		Lease lease = this.rig.inside();
		List<CompletableFuture<Lease>> others = this.rig.acquire(2);
		Sent release = this.rig.released(lease);
		this.store.grant("a", release.queuedNext(), 7, 0);
		release.answer(new Queued(7));
		this.rig.leave(this.rig.entered(others.get(0)));
		this.rig.assertQuiet();
		this.rig.released(this.rig.entered(others.get(1))).answer(new NotOwner());
		this.rig.time.run();
		assertThat(this.rig.lost).containsExactly("a");
	}

	// --- never a false alarm

	@Test
	void commandThatMayHaveRunTwiceProvesNothing() {
		this.rig.released(this.rig.inside()).answer(new NotOwner(true));
		this.rig.assertNothingLeft();
		assertThat(this.rig.lost).isEmpty();
	}

	@Test
	void commandThatWasSentAgainProvesNothing() {
		this.rig.released(this.rig.inside()).fail();
		this.rig.passUntilSent();
		this.store.next("release").answer(new NotOwner());
		this.rig.assertNothingLeft();
		assertThat(this.rig.lost).isEmpty();
	}

	@Test
	void answerAfterItsTimeLimitProvesNothing() {
		Sent late = this.rig.released(this.rig.inside());
		this.rig.pass(Rig.REPLY_TIMEOUT.plusMillis(20));
		late.answer(new NotOwner());
		this.rig.passUntilSent();
		this.store.next("release").answer(new NotOwner());
		this.rig.assertNothingLeft();
		assertThat(this.rig.lost).isEmpty();
	}

	@Test
	void keyThatExpiredOnTheWayProvesNothing() {
		Lease lease = this.rig.inside();
		this.rig.pass(Rig.LEASE.dividedBy(3));
		this.store.next("renew").answer(new RenewReply.Kept(0));
		while (lease.remaining().toMillis() > 5) {
			this.rig.pass(Duration.ofMillis(1));
			if (this.store.sees("renew")) {
				this.store.next("renew").fail();
			}
		}
		Sent release = this.rig.released(lease);
		this.rig.pass(Duration.ofMillis(5));
		release.answer(new NotOwner());
		this.rig.time.run();
		assertThat(this.rig.lost).isEmpty();
	}

	@Test
	void grantThatOvertakesTheAnswerProvesThatItWasReleased() {
		Lease lease = this.rig.inside();
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent release = this.rig.released(lease);
		this.store.grant("a", release.queuedNext(), 9, 0);
		this.rig.entered(waiter);
		release.answer(new Queued(9));
		assertThat(this.rig.lost).isEmpty();
	}

}
