package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.ReleaseReply.NotOwner;
import io.github.batonlock.store.ReleaseReply.Released;
import io.github.batonlock.store.RenewReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands that fail, or are never answered, or answered too late.
 */
@ExtendWith(OutputCaptureExtension.class)
class LostAnswerTests {

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@Test
	void lostReplyOfAnAcquireEndsTheRequestAndGivesItBackRepeatedly() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent unanswered = this.store.next("try");
		this.rig.pass(Rig.REPLY_TIMEOUT);
		Sent first = this.store.next("release");
		assertThat(first.request).isEqualTo(unanswered.request);
		first.answer(new NotOwner());
		this.rig.pass(Duration.ofMillis(20));
		Sent again = this.store.next("try");
		assertThat(again.request).isNotEqualTo(unanswered.request);
		again.answer(ScriptedStore.granted());
		Lease lease = this.rig.entered(waiter);
		for (int repeated = 0; repeated < 3; repeated++) {
			this.rig.passUntilSent();
			if (this.store.sees("renew")) {
				this.store.next("renew").answer(new RenewReply.Kept(0));
				this.rig.passUntilSent();
			}
			Sent giveBack = this.store.next("release");
			assertThat(giveBack.request).isEqualTo(unanswered.request);
			giveBack.answer(new NotOwner());
		}
		assertThat(lease.isValid()).isTrue();
	}

	@Test
	void lateReplyOfAnEndedRequestIsGivenBack() {
		this.rig.acquire();
		Sent late = this.store.next("try");
		this.rig.pass(Rig.REPLY_TIMEOUT);
		this.store.next("release").answer(new NotOwner());
		late.answer(ScriptedStore.granted());
		Sent giveBack = this.store.next("release");
		assertThat(giveBack.request).isEqualTo(late.request);
	}

	@Test
	void replyForACallerThatLeftIsGivenBack() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent attempt = this.store.next("try");
		waiter.cancel(false);
		this.rig.assertQuiet();
		attempt.answer(ScriptedStore.granted());
		Sent giveBack = this.store.next("release");
		assertThat(giveBack.request).isEqualTo(attempt.request);
		giveBack.answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void queuedRequestIsGivenBackWhenAnErrorRefusesTheLastWaiter() {
		CompletableFuture<Lease> patient = this.rig.acquire();
		this.rig.pass(Duration.ofMillis(100));
		this.store.next("try").answer(ScriptedStore.taken());
		Sent acquire = this.store.next("acquire");
		CompletableFuture<Lease> single = this.rig.tryAcquire();
		this.rig.pass(Duration.ofMillis(1900));
		this.store.grant(acquire, 7); // too late to be used without another command
		patient.cancel(false);
		this.rig.assertQuiet();
		acquire.fail();
		this.rig.time.run();
		assertThat(single).isCompletedExceptionally();
		Sent giveBack = this.store.next("release");
		assertThat(giveBack.request).isEqualTo(acquire.request);
		giveBack.answer(new Released());
		this.rig.pass(Duration.ofMillis(30));
		assertThat(this.store.unseen()).as("no poll for nobody").isEmpty();
	}

	@Test
	void failedReleaseIsRepeatedUntilAnswered() {
		Sent release = this.rig.released(this.rig.inside());
		release.fail();
		this.rig.passUntilSent();
		Sent second = this.store.next("release");
		assertThat(second.request).isEqualTo(release.request);
		second.fail();
		this.rig.passUntilSent();
		this.store.next("release").answer(new NotOwner());
		this.rig.assertNothingLeft();
		assertThat(this.rig.lost).as("'not owner' is no proof of loss").isEmpty();
	}

	@Test
	void releaseThatKeepsFailingIsWarnedOfOnce(CapturedOutput output) {
		this.rig.released(this.rig.inside()).fail();
		this.rig.passUntilSent();
		this.store.next("release").fail();
		assertThat(output).doesNotContain("could not be released");
		for (int i = 0; i < 6; i++) {
			this.rig.passUntilSent();
			this.store.next("release").fail();
		}
		assertThat(output).containsOnlyOnce("Lock 'a' could not be released: connection cut");
		this.rig.passUntilSent();
		this.store.next("release").answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void failedReleaseIsNotRepeatedWhenItsKeyHasExpired() {
		this.rig.released(this.rig.inside()).fail();
		long attempts = 0;
		for (long waited = 0; waited < Rig.LEASE.toMillis() * 2; waited += 10) {
			this.rig.pass(Duration.ofMillis(10));
			while (!this.store.unseen().isEmpty()) {
				this.store.next("release").fail();
				attempts++;
			}
		}
		assertThat(attempts).isGreaterThan(3);
		assertThat(this.rig.engine().inUse()).isZero();
	}

	@Test
	void releaseThatFailsKeepsTheWaitersThatItQueued() {
		Lease first = this.rig.inside();
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent release = this.rig.released(first);
		release.fail();
		this.rig.passUntilSent();
		Sent again = this.store.next("release");
		assertThat(again.next).isEqualTo(release.next);
		again.answer(new NotOwner());
		assertThat(this.store.next("release").request).as("it may have been granted").isEqualTo(release.next);
		this.store.next("try").answer(ScriptedStore.granted());
		this.rig.entered(waiter);
	}

	@Test
	void failedPollKeepsThePlace() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.rig.pass(Rig.LEASE.dividedBy(3));
		this.store.next("acquire").fail();
		this.rig.passUntilSent();
		Sent poll = this.store.next("acquire");
		assertThat(poll.request).isEqualTo(acquire.request);
		assertThat(poll.enqueue).isEqualTo(Enqueue.NO);
		poll.answer(ScriptedStore.waits(7));
		this.store.grant(acquire, 7);
		this.rig.entered(waiter);
	}

	@Test
	void failedRenewalIsRepeatedAndTheLeaseKept() {
		Lease lease = this.rig.inside();
		this.rig.pass(Rig.LEASE.dividedBy(3));
		this.store.next("renew").fail();
		this.rig.passUntilSent();
		this.store.next("renew").answer(new RenewReply.Kept(0));
		assertThat(lease.remaining()).isEqualTo(Rig.LEASE);
	}

	@Test
	void unansweredWaitEndsAtItsDeadlineAsUnavailable() {
		CompletableFuture<Lease> waiter = this.rig
			.acquire(LockOptions.builder().timeout(Duration.ofSeconds(5)).build());
		long waited = 0;
		while (!waiter.isDone() && waited < 60_000) {
			this.rig.pass(Duration.ofMillis(10));
			waited += 10;
		}
		assertThat(waited).isBetween(5000L, 5020L);
		assertThat(waiter).isCompletedExceptionally();
		assertThat(waiter.handle((lease, error) -> error).join()).isInstanceOf(LockUnavailableException.class)
			.hasMessageContaining("Lock 'a' is unavailable: The scripted store gave no answer within");
	}

}
