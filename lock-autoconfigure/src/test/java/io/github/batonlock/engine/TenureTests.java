package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Fencing;
import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.engine.support.Refusal;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.FenceReply.Drawn;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.ReleaseReply.NotOwner;
import io.github.batonlock.store.ReleaseReply.Queued;
import io.github.batonlock.store.ReleaseReply.Released;
import io.github.batonlock.store.RenewReply;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How long this JVM believes in what it owns, and what it does with it.
 */
class TenureTests {

	private static final LockOptions TWICE = LockOptions.builder().lease(Rig.LEASE.multipliedBy(2)).build();

	private static final LockOptions EAGER = LockOptions.builder().fencing(Fencing.EAGER).build();

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@Test
	void commandWhoseAnswerCannotBeTakenCountsAsFailed() {
		CompletableFuture<Long> token = this.rig.token(this.rig.inside());
		this.store.next("fence").answer("nonsense");
		this.rig.assertQuiet();
		this.rig.pass(Duration.ofMillis(50));
		this.store.next("fence").answer(new FenceReply.Drawn(7));
		assertThat(token).isCompletedWithValue(7L);
	}

	@Test
	void leaseCountsFromBeforeTheSending() {
		CompletableFuture<Lease> caller = this.rig.acquire();
		Sent attempt = this.store.next("try");
		this.rig.pass(Duration.ofMillis(700));
		attempt.answer(ScriptedStore.granted());
		assertThat(this.rig.entered(caller).remaining()).isEqualTo(Rig.LEASE.minusMillis(700));
	}

	@Test
	void isRenewedWhenAThirdIsOver() {
		Lease lease = this.rig.inside();
		Duration early = Rig.LEASE.dividedBy(60);
		this.rig.pass(Rig.LEASE.dividedBy(3).minus(early).minusMillis(1));
		this.rig.assertQuiet();
		this.rig.pass(early.plusMillis(11));
		this.store.next("renew").answer(new RenewReply.Kept(0));
		assertThat(lease.remaining()).isGreaterThan(Rig.LEASE.minus(early).minusMillis(20));
	}

	@Test
	void deadlineEndsTheLeaseWhileTheWorkRuns() {
		Lease lease = this.rig.inside();
		boolean[] told = new boolean[1];
		lease.onLost(() -> told[0] = true);
		this.rig.pass(Rig.LEASE.minusMillis(1));
		assertThat(lease.isValid()).isTrue();
		this.rig.pass(Duration.ofMillis(1));
		assertThat(lease.isValid()).as("without any help of a scheduler").isFalse();
		this.rig.pass(Duration.ofMillis(10));
		assertThat(told[0]).isTrue();
		assertThat(this.rig.lost).containsExactly("a");
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lease::ensureValid)
			.withMessageContaining("could not be renewed in time");
	}

	@Test
	void lossIsToldToThoseEntriesThatAreNotClosed() {
		List<String> told = new ArrayList<>();
		LeasedLock lock = this.rig.registry.obtain("a");
		Lease outer = this.rig.insideAsOwner(LockOptions.configured());
		outer.onLost(() -> told.add("outer"));
		try (Lease inner = lock.acquire()) {
			inner.onLost(() -> told.add("inner"));
			outer.onLost(() -> told.add("outer, while inner was there"));
		}
		lock.lock();
		lock.current().orElseThrow().onLost(() -> told.add("locked and unlocked"));
		lock.unlock();
		lock.lock();
		lock.current().orElseThrow().onLost(() -> told.add("locked"));
		this.rig.registry.renew();
		this.store.next("renew").answer(new RenewReply.Lost());
		this.rig.time.run();
		assertThat(told).containsExactly("outer", "outer, while inner was there", "locked");
	}

	@Test
	void suspendedMachineEndsTheLeaseByTheWallClock() {
		Lease lease = this.rig.inside();
		this.rig.time.suspend(Rig.LEASE);
		assertThat(lease.isValid()).isFalse();
	}

	@Test
	void renewalAnsweredLostEndsTheLeaseAndWaitersGoOnWithANewRequest() {
		Lease lease = this.rig.inside();
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.rig.pass(Rig.LEASE.dividedBy(3));
		Sent renewal = this.store.next("renew");
		renewal.answer(new RenewReply.Lost());
		assertThat(lease.isValid()).isFalse();
		assertThat(this.store.next("release").request).isEqualTo(renewal.request);
		Sent again = this.store.next("try");
		assertThat(again.request).isNotEqualTo(renewal.request);
		again.answer(ScriptedStore.granted());
		Lease next = this.rig.entered(waiter);
		this.rig.leave(lease);
		assertThat(next.isValid()).as("the next holder is not touched").isTrue();
		this.rig.assertQuiet();
	}

	@Test
	void isRenewedAtOnceWhenAsked() {
		Lease lease = this.rig.inside();
		this.rig.registry.renew();
		this.store.next("renew").answer(new RenewReply.Lost());
		assertThat(lease.isValid()).isFalse();
		this.rig.time.run();
		assertThat(this.rig.lost).containsExactly("a");
	}

	@Test
	void nothingIsRenewedWhenAskedWhereNothingIsOwned() {
		this.rig.queued(this.rig.acquire(), 7);
		this.rig.registry.renew();
		this.rig.assertQuiet();
	}

	@Test
	void callerWokenAfterTheTenureEndedGoesBackToTheHead() {
		CompletableFuture<Lease> sleeper = this.rig.acquire();
		Sent attempt = this.store.next("try");
		this.rig.time.hold();
		attempt.answer(ScriptedStore.granted());
		CompletableFuture<Lease> behind = this.rig.acquire();
		this.rig.time.skip(Rig.LEASE);
		this.rig.time.release();
		assertThat(sleeper).isNotDone();
		assertThat(this.store.next("release").request).isEqualTo(attempt.request);
		this.store.next("try").answer(ScriptedStore.granted());
		Lease first = this.rig.entered(sleeper);
		assertThat(behind).isNotDone();
		assertThat(first.isValid()).isTrue();
	}

	@Test
	void callerWithAnotherLeaseIsLetInByATenureOfItsOwn() {
		Lease first = this.rig.inside();
		this.rig.released(first).answer(new Released());
		CompletableFuture<Lease> gone = this.rig.acquire();
		Sent attempt = this.store.next("try");
		CompletableFuture<Lease> longer = this.rig.acquire(TWICE);
		gone.cancel(false);
		attempt.answer(ScriptedStore.granted());
		this.rig.time.run();
		assertThat(longer).isNotDone();
		Sent release = this.store.next("release");
		assertThat(release.request).isEqualTo(attempt.request);
		assertThat(release.lease).isEqualTo(release.queuedNext().lease()).isEqualTo(Rig.LEASE.multipliedBy(2));
		release.answer(new ReleaseReply.Granted(0));
		assertThat(this.rig.entered(longer).remaining()).isEqualTo(Rig.LEASE.multipliedBy(2));
	}

	@Test
	void lockIsPassedOnInTheJvmAmongCallersWithOneLeaseOnly() {
		Lease first = this.rig.inside();
		List<CompletableFuture<Lease>> same = List.of(this.rig.acquire(), this.rig.acquire());
		CompletableFuture<Lease> longer = this.rig.acquire(TWICE);
		this.rig.released(first).answer(new ReleaseReply.Granted(0));
		this.rig.leave(this.rig.entered(same.get(0)));
		this.rig.assertQuiet();
		Sent release = this.rig.released(this.rig.entered(same.get(1)));
		assertThat(release.queuedNext().lease()).isEqualTo(Rig.LEASE.multipliedBy(2));
		release.answer(new ReleaseReply.Granted(0));
		assertThat(this.rig.entered(longer).remaining()).isEqualTo(Rig.LEASE.multipliedBy(2));
	}

	@Test
	void singleTryWithAnotherLeaseGetsALockThatLingers() {
		this.rig.leave(this.rig.inside(LockOptions.builder().linger(Rig.LEASE).build()));
		CompletableFuture<Lease> single = this.rig
			.acquire(LockOptions.builder().timeout(Duration.ZERO).build().withDefaults(TWICE));
		Sent release = this.store.next("release");
		release.answer(new ReleaseReply.Granted(0));
		assertThat(this.rig.entered(single).remaining()).isEqualTo(Rig.LEASE.multipliedBy(2));
	}

	@Test
	void renewalStopsBeforeTheReleaseIsSent() {
		Lease lease = this.rig.inside();
		Sent release = this.rig.released(lease);
		this.rig.pass(Duration.ofMillis(1900));
		this.rig.assertQuiet();
		release.answer(new Released());
		this.rig.pass(Rig.LEASE);
		this.rig.assertNothingLeft();
	}

	@Test
	void releaseWaitsForTheRenewalUnderWay() {
		Lease lease = this.rig.inside();
		this.rig.pass(Rig.LEASE.dividedBy(3));
		Sent renewal = this.store.next("renew");
		this.rig.leave(lease);
		this.rig.assertQuiet();
		renewal.answer(new RenewReply.Kept(0));
		this.store.next("release").answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void tenureOfASingleCallerPassesNothingOnWithoutTheStore() {
		Lease first = this.rig.inside();
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent release = this.rig.released(first);
		assertThat(release.request.single()).isTrue();
		assertThat(release.queuedNext().single()).isFalse();
		release.answer(new ReleaseReply.Granted(0));
		this.rig.entered(waiter);
	}

	@Test
	void passesOnLocallyAsLongAsNobodyAsks() {
		Lease first = this.rig.inside();
		List<CompletableFuture<Lease>> waiters = this.rig.acquire(100);
		this.rig.released(first).answer(new ReleaseReply.Granted(0));
		assertThat(this.rig.passesUntilRelease(waiters)).isEqualTo(100);
		assertThat(this.store.next("release").next).isNull();
	}

	@Test
	void turnEndsAfterFiveMillisecondsWhenAsked() {
		Lease first = this.rig.inside();
		List<CompletableFuture<Lease>> waiters = this.rig.acquire(20);
		Sent release = this.rig.released(first);
		release.answer(new ReleaseReply.Granted(1));
		this.rig.pass(Duration.ofMillis(5));
		assertThat(this.rig.passesUntilRelease(waiters)).isOne();
		assertThat(this.store.next("release").next).isNotNull();
	}

	@Test
	void handsOverWhenLessThanHalfOfTheLeaseIsLeft() {
		Lease first = this.rig.inside();
		List<CompletableFuture<Lease>> waiters = this.rig.acquire(20);
		this.rig.released(first).answer(new ReleaseReply.Granted(0));
		this.rig.pass(Rig.LEASE.dividedBy(3));
		Sent unanswered = this.store.next("renew");
		this.rig.pass(Rig.LEASE.dividedBy(6).plusMillis(1));
		Lease second = this.rig.entered(waiters.get(0));
		this.rig.leave(second);
		unanswered.answer(new RenewReply.Kept(0));
		assertThat(this.store.next("release").next).isNotNull();
	}

	@Test
	void queuedReleaseIsGrantedLater() {
		Lease first = this.rig.inside();
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent release = this.rig.released(first);
		release.answer(new Queued(7));
		this.rig.assertQuiet();
		this.store.grant("a", release.queuedNext(), 7, 0);
		this.rig.entered(waiter);
	}

	@Test
	void lastWaiterToLeaveCancels() {
		CompletableFuture<Lease> first = this.rig.acquire();
		Sent acquire = this.rig.queued(first, 7);
		CompletableFuture<Lease> second = this.rig.acquire();
		first.cancel(false);
		this.rig.assertQuiet();
		second.cancel(false);
		Sent cancel = this.store.next("release");
		assertThat(cancel.request).isEqualTo(acquire.request);
		cancel.answer(new NotOwner());
		this.rig.assertNothingLeft();
	}

	@Test
	void lingeringTenureIsReusedWithoutACommandUntilAsked() {
		LockOptions lingering = LockOptions.builder().linger(Duration.ofSeconds(2)).build();
		Lease first = this.rig.inside(lingering);
		this.rig.leave(first);
		this.rig.leave(this.rig.entered(this.rig.acquire(lingering)));
		this.rig.assertQuiet();
		Lease third = this.rig.entered(this.rig.acquire(lingering));
		this.store.ask("a", ((EngineLease) third).hold().request());
		this.rig.released(third).answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void lingeringTenureIsReleasedWhenItsTimeIsOver() {
		Lease lease = this.rig.inside(LockOptions.builder().linger(Duration.ofSeconds(2)).build());
		this.rig.leave(lease);
		this.rig.pass(Duration.ofMillis(1990));
		this.rig.assertQuiet();
		this.rig.pass(Duration.ofMillis(20));
		this.store.next("release").answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void minHoldKeepsTheLockFromTheNext() {
		LockOptions held = LockOptions.builder().minHold(Duration.ofSeconds(2)).build();
		Lease lease = this.rig.inside(held);
		CompletableFuture<Lease> waiter = this.rig.acquire(held);
		this.rig.leave(lease);
		this.rig.pass(Duration.ofMillis(1990));
		this.rig.assertQuiet();
		assertThat(waiter).isNotDone();
		this.rig.pass(Duration.ofMillis(20));
		this.store.next("release").answer(new ReleaseReply.Granted(0));
		this.rig.entered(waiter);
	}

	@Test
	void maxHoldCountsFromEntering() {
		CompletableFuture<Lease> caller = this.rig
			.acquire(LockOptions.builder().maxHold(Duration.ofSeconds(1)).build());
		this.rig.time.hold();
		this.store.next("try").answer(ScriptedStore.granted());
		this.rig.time.skip(Duration.ofMillis(900));
		this.rig.time.release();
		assertThat(this.rig.entered(caller).remaining()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void callerThatIsNotWokenByItsDeadlineMakesRoomForTheNext() {
		CompletableFuture<Lease> starved = this.rig.acquire(LockOptions.builder().timeout(Rig.REPLY_TIMEOUT).build());
		this.rig.executor = (task) -> {
		};
		this.store.next("try").answer(ScriptedStore.granted());
		CompletableFuture<Lease> behind = this.rig.acquire();
		this.rig.executor = this.rig.time;
		this.rig.pass(Rig.REPLY_TIMEOUT.minusMillis(10));
		assertThat(behind).isNotDone();
		this.rig.pass(Duration.ofMillis(20));
		assertThat(starved).isCompletedExceptionally();
		Sent release = this.store.next("release");
		release.answer(new ReleaseReply.Granted(0));
		this.rig.entered(behind);
	}

	@Test
	void tenureOfASingleCallerDoesNotLingerSinceNobodyCouldAskForIt() {
		CompletableFuture<Lease> first = this.rig.acquire();
		CompletableFuture<Lease> second = this.rig.acquire(LockOptions.builder().linger(Duration.ofHours(1)).build());
		first.cancel(false);
		this.rig.time.run();
		this.store.next("try").answer(ScriptedStore.granted());
		this.rig.released(this.rig.entered(second)).answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void maxHoldEndsTheLeaseAndLetsTheNextIn() {
		Lease lease = this.rig.inside(LockOptions.builder().maxHold(Duration.ofSeconds(1)).build());
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.rig.pass(Duration.ofMillis(1010));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lease::ensureValid)
			.withMessageContaining("max-hold");
		this.store.next("release").answer(new ReleaseReply.Granted(0));
		this.rig.entered(waiter);
	}

	@Test
	void tokensAreDrawnOneFirstAndThenInBlocks() {
		Lease first = this.rig.inside();
		CompletableFuture<Long> token = this.rig.token(first);
		Sent fence = this.store.next("fence");
		assertThat(fence.wanted).isOne();
		fence.answer(new Drawn(1000));
		assertThat(token).isCompletedWithValue(1000L);
		assertThat(first.fencingToken()).isEqualTo(1000);
		List<CompletableFuture<Lease>> waiters = this.rig.acquire(3);
		this.rig.released(first).answer(new ReleaseReply.Granted(0));
		Lease second = this.rig.entered(waiters.get(0));
		CompletableFuture<Long> next = this.rig.token(second);
		Sent block = this.store.next("fence");
		assertThat(block.wanted).isEqualTo(32);
		block.answer(new Drawn(2000));
		assertThat(next).isCompletedWithValue(2000L);
		this.rig.leave(second);
		assertThat(this.rig.token(this.rig.entered(waiters.get(1)))).isCompletedWithValue(2001L);
		this.rig.assertQuiet();
	}

	@Test
	void tokenIsDrawnAgainAfterErrors() {
		Lease lease = this.rig.inside();
		CompletableFuture<Long> token = this.rig.token(lease);
		for (int i = 0; i < 3; i++) {
			this.store.next("fence").fail();
			assertThat(token).isNotDone();
			this.rig.assertQuiet();
			this.rig.passUntilSent();
		}
		this.store.next("fence").answer(new Drawn(1000));
		assertThat(token).isCompletedWithValue(1000L);
	}

	@Test
	void tokenThatIsGivenUpTellsTheLastErrorAndMayBeAskedForAgain() {
		Lease lease = this.rig.inside();
		CompletableFuture<Long> token = this.rig.token(lease);
		this.store.next("fence").fail();
		((EngineLease) lease).site().giveUpToken(((EngineLease) lease).hold(), new Refusal.Busy(null));
		assertThat(token.handle((given, error) -> error).join()).isInstanceOf(LockUnavailableException.class)
			.hasMessageEndingWith("The scripted store failed: connection cut (waited 2000 ms)")
			.hasRootCauseMessage("connection cut");
		this.rig.pass(Duration.ofSeconds(1));
		this.rig.assertQuiet();
		CompletableFuture<Long> again = this.rig.token(lease);
		this.store.next("fence").answer(new Drawn(1000));
		assertThat(again).isCompletedWithValue(1000L);
	}

	@Test
	void eagerTokenIsDrawnBeforeAnybodyEntersAndAgainAfterAnError() {
		CompletableFuture<Lease> caller = this.rig.acquire(EAGER);
		this.store.next("try").answer(ScriptedStore.granted());
		this.rig.time.run();
		assertThat(caller).isNotDone();
		this.store.next("fence").fail();
		this.rig.passUntilSent();
		this.store.next("fence").answer(new Drawn(1000));
		assertThat(this.rig.entered(caller).fencingToken()).isEqualTo(1000);
	}

	@Test
	void eagerCallerThatLeavesBeforeItsTokenCameLeavesNothingHeld() {
		CompletableFuture<Lease> caller = this.rig.acquire(EAGER);
		this.store.next("try").answer(ScriptedStore.granted());
		Sent fence = this.store.next("fence");
		caller.cancel(false);
		this.rig.time.run();
		fence.answer(new Drawn(1000));
		this.store.next("release").answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void eagerWaitersEachGetATokenOfOneBlock() {
		Lease first = this.rig.inside();
		List<CompletableFuture<Lease>> waiters = List.of(this.rig.acquire(EAGER), this.rig.acquire(EAGER),
				this.rig.acquire(EAGER));
		this.rig.released(first).answer(new ReleaseReply.Granted(0));
		this.store.next("fence").answer(new Drawn(1000));
		for (int i = 0; i < 3; i++) {
			Lease lease = this.rig.entered(waiters.get(i));
			assertThat(lease.fencingToken()).isEqualTo(1000 + i);
			this.rig.leave(lease);
		}
		this.store.next("release").answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void tokenIsNotGivenToALeaseThatWasLostMeanwhile() {
		Lease lease = this.rig.inside();
		CompletableFuture<Long> token = this.rig.token(lease);
		Sent fence = this.store.next("fence");
		this.rig.pass(Rig.LEASE.plusMillis(10));
		assertThat(token).isCompletedExceptionally();
		fence.answer(new Drawn(1000));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lease::fencingToken);
	}

	@Test
	void lostFenceEndsTheLease() {
		Lease lease = this.rig.inside();
		CompletableFuture<Long> token = this.rig.token(lease);
		this.store.next("fence").answer(new FenceReply.Lost());
		assertThat(token).isCompletedExceptionally();
		assertThat(lease.isValid()).isFalse();
	}

}
