package io.github.batonlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Fencing;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.ReleaseReply.Granted;
import io.github.batonlock.store.ReleaseReply.Released;
import io.github.batonlock.store.RenewReply.Kept;
import io.github.batonlock.store.RenewReply.Lost;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Replication}: nobody enters before enough replicas know the tenure.
 */
class ReplicationTests {

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@BeforeEach
	void waitForReplicas() {
		this.store.replicates = true;
	}

	@Test
	void callerEntersWhenReplicasKnowTheTenure() {
		CompletableFuture<Lease> caller = this.rig.acquire();
		Sent replicate = granted();
		this.rig.pass(Duration.ofMillis(700));
		assertThat(caller).isNotDone();
		replicate.answer(new Kept(0));
		assertThat(this.rig.entered(caller).remaining()).isEqualTo(Rig.LEASE.minusMillis(700));
		assertThat(replicate.lease).isEqualTo(Rig.LEASE);
		this.rig.assertQuiet();
	}

	@Test
	void turnBeginsWhenReplicasKnowTheTenure() {
		CompletableFuture<Lease> first = this.rig.acquire();
		granted().answer(new Kept(0));
		Lease lease = this.rig.entered(first);
		List<CompletableFuture<Lease>> callers = this.rig.acquire(20);
		this.rig.released(lease).answer(new ReleaseReply.Granted(0));
		Sent replicate = this.store.next("replicate");
		this.rig.pass(Duration.ofMillis(6)); // longer than a turn
		replicate.answer(new Kept(1));
		assertThat(this.rig.passesUntilRelease(callers)).isEqualTo(16);
	}

	@Test
	void grantByMessageIsReplicatedToo() {
		CompletableFuture<Lease> caller = this.rig.acquire();
		Sent queued = this.rig.queued(caller, 7);
		this.store.grant(queued, 7);
		Sent replicate = this.store.next("replicate");
		assertThat(replicate.request).isEqualTo(queued.request);
		this.rig.time.run();
		assertThat(caller).isNotDone();
		replicate.answer(new Kept(0));
		assertThat(this.rig.entered(caller).remaining()).isEqualTo(Rig.LEASE);
	}

	@Test
	void grantByTheAnswerToAReleaseIsReplicatedToo() {
		Lease first = inside();
		List<CompletableFuture<Lease>> others = this.rig.acquire(2);
		Sent release = this.rig.released(first);
		release.answer(new Granted(0));
		Sent replicate = this.store.next("replicate");
		assertThat(replicate.request).isEqualTo(release.queuedNext());
		this.rig.time.run();
		assertThat(others.get(0)).isNotDone();
		replicate.answer(new Kept(0));
		this.rig.leave(this.rig.entered(others.get(0)));
		this.rig.entered(others.get(1));
		this.rig.assertQuiet();
	}

	@Test
	void tooFewGiveItBackAndItIsTriedAgain() {
		CompletableFuture<Lease> caller = this.rig.acquire();
		Sent replicate = granted();
		replicate.fail();
		Sent giveBack = this.store.next("release");
		assertThat(giveBack.request).isEqualTo(replicate.request);
		giveBack.answer(new Released());
		this.rig.assertQuiet();
		this.rig.passUntilSent();
		Sent second = granted();
		assertThat(second.request).isNotEqualTo(replicate.request);
		assertThat(caller).isNotDone();
		second.answer(new Kept(0));
		this.rig.entered(caller);
	}

	@Test
	void pausesBetweenTriesGrow() {
		this.rig.acquire();
		Duration first = pauseAfterFailure();
		for (int i = 0; i < 4; i++) {
			pauseAfterFailure();
		}
		assertThat(pauseAfterFailure()).isGreaterThan(first.multipliedBy(8));
	}

	private Duration pauseAfterFailure() {
		granted().fail();
		this.store.next("release").answer(new Released());
		long failed = this.rig.time.now().nanos();
		this.rig.passUntilSent();
		return Duration.ofNanos(this.rig.time.now().nanos() - failed);
	}

	@Test
	void waiterWhoseTimeIsUpHearsOfTheReplicas() {
		CompletableFuture<Lease> caller = this.rig.acquire(timeout(Duration.ofSeconds(1)));
		granted().fail();
		this.store.next("release").answer(new Released());
		this.rig.passUntilSent();
		Sent second = granted();
		this.rig.pass(Duration.ofMillis(700));
		second.fail();
		this.store.next("release").answer(new Released());
		this.rig.passUntilSent();
		granted();
		this.rig.pass(Duration.ofSeconds(1));
		assertThat(failure(caller)).isInstanceOf(LockUnavailableException.class)
			.hasMessageMatching(
					"Lock 'a' is unavailable: The scripted store failed: connection cut \\(waited \\d+ ms\\)")
			.hasRootCauseMessage("connection cut");
	}

	@Test
	void waiterThatCameAfterTheFailureHearsOfTheHolder() {
		this.rig.acquire();
		granted().fail();
		this.store.next("release").answer(new Released());
		this.rig.pass(Duration.ofMillis(1));
		CompletableFuture<Lease> later = this.rig.acquire(timeout(Duration.ofSeconds(1)));
		this.rig.passUntilSent();
		this.store.next("try").answer(ScriptedStore.taken());
		this.store.next("acquire").answer(ScriptedStore.waits(7));
		this.rig.pass(Duration.ofSeconds(2));
		assertThat(failure(later)).isInstanceOf(LockAcquisitionTimeoutException.class);
	}

	@Test
	void singleTryIsRefusedAtOnce() {
		CompletableFuture<Lease> caller = this.rig.tryAcquire();
		granted().fail();
		this.rig.time.run();
		assertThat(failure(caller)).isInstanceOf(LockUnavailableException.class);
		this.store.next("release").answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void silenceIsAFailure() {
		CompletableFuture<Lease> caller = this.rig.acquire();
		Sent replicate = granted();
		this.rig.passUntilSent();
		assertThat(this.store.next("release").request).isEqualTo(replicate.request);
		replicate.answer(new Kept(0));
		this.rig.time.run();
		assertThat(caller).as("by an answer that comes too late").isNotDone();
	}

	@Test
	void answerAfterTheEndOfTheLeaseLetsNobodyIn() {
		CompletableFuture<Lease> caller = this.rig.acquire();
		Sent replicate = granted();
		this.rig.time.hold();
		this.rig.time.skip(Rig.LEASE);
		replicate.answer(new Kept(0));
		this.rig.time.release();
		assertThat(caller).isNotDone();
		assertThat(this.store.next("release").request).isEqualTo(replicate.request);
	}

	@Test
	void tenureThatIsNotKnownAnyMoreLetsNobodyIn() {
		CompletableFuture<Lease> caller = this.rig.acquire();
		granted().answer(new Lost());
		this.store.next("release").answer(new Released());
		this.rig.assertQuiet();
		assertThat(caller).isNotDone();
		this.rig.passUntilSent();
		granted().answer(new Kept(0));
		this.rig.entered(caller);
	}

	@Test
	void whoLeavesMeanwhileLeavesNothing() {
		CompletableFuture<Lease> caller = this.rig.acquire();
		Sent replicate = granted();
		caller.cancel(false);
		replicate.answer(new Kept(0));
		Sent release = this.store.next("release");
		assertThat(release.request).isEqualTo(replicate.request);
		release.answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void stopMeanwhileReleasesAndRefuses() {
		this.rig.executor = Runnable::run;
		CompletableFuture<Lease> caller = this.rig.acquire();
		Sent replicate = granted();
		this.store.answerWith(new Released());
		Thread stopping = new Thread(this.rig.registry::stop);
		stopping.start();
		await().until(caller::isDone);
		replicate.answer(new Kept(0));
		assertThat(stopping).satisfies((thread) -> thread.join(20_000)).matches((thread) -> !thread.isAlive());
		assertThat(failure(caller)).isInstanceOf(LockUnavailableException.class)
			.hasMessageContaining("its registry is stopped");
		assertThat(this.store.next("release").request).isEqualTo(replicate.request);
	}

	@Test
	void tokenIsDrawnAfterwards() {
		CompletableFuture<Lease> caller = this.rig.acquire(LockOptions.builder().fencing(Fencing.EAGER).build());
		granted().answer(new Kept(0));
		this.store.next("fence").answer(new FenceReply.Drawn(5));
		assertThat(this.rig.token(this.rig.entered(caller))).isCompletedWithValue(5L);
	}

	private Lease inside() {
		CompletableFuture<Lease> caller = this.rig.acquire();
		granted().answer(new Kept(0));
		return this.rig.entered(caller);
	}

	private Sent granted() {
		this.store.next("try").answer(ScriptedStore.granted());
		return this.store.next("replicate");
	}

	private static LockOptions timeout(Duration timeout) {
		return LockOptions.builder().timeout(timeout).build();
	}

	private static Throwable failure(CompletableFuture<Lease> caller) {
		assertThat(caller).isCompletedExceptionally();
		return caller.handle((lease, error) -> error).join();
	}

}
