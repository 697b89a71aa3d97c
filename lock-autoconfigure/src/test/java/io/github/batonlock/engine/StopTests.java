package io.github.batonlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.engine.site.Site;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.ReleaseReply.Released;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The end of an instance, while threads hold and wait.
 */
class StopTests {

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@Test
	void waitersAreRefusedAndTheirPlaceGivenBack() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.store.answerWith(new Released());
		this.rig.registry.stop();
		this.rig.time.drain();
		assertUnavailable(waiter);
		Sent giveBack = this.store.next("release");
		assertThat(giveBack.request).isEqualTo(acquire.request);
	}

	@Test
	void whatSomebodyIsInsideOfIsLostAndLeftToExpire() {
		Lease lease = this.rig.inside();
		this.rig.registry.stop();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lease::ensureValid)
			.withMessageContaining("its registry was stopped");
		assertThat(this.store.unseen()).isEmpty();
		this.rig.leave(lease);
		assertThat(this.store.unseen()).isEmpty();
	}

	@Test
	void chosenCallerThatHasNotEnteredIsRefusedAndTheLockReleased() {
		CompletableFuture<Lease> chosen = this.rig.acquire();
		this.rig.time.hold();
		this.store.next("try").answer(ScriptedStore.granted());
		this.store.answerWith(new Released());
		this.rig.registry.stop();
		this.rig.time.drain();
		assertUnavailable(chosen);
		this.store.next("release");
	}

	@Test
	void lingeringTenureIsReleased() {
		this.rig.leave(this.rig.inside(LockOptions.builder().linger(Duration.ofHours(1)).build()));
		this.store.answerWith(new Released());
		this.rig.registry.stop();
		this.store.next("release");
	}

	@Test
	void restOfMinHoldIsLeftToTheKey() {
		this.rig.leave(this.rig.inside(LockOptions.builder().minHold(Duration.ofMinutes(1)).build()));
		this.store.answerWith(new RenewReply.Kept(0));
		this.rig.registry.stop();
		Sent left = this.store.next("leave");
		assertThat(left.lease).isEqualTo(Duration.ofMinutes(1));
		assertThat(left.queuedNext().lease()).as("what acquire takes for the longest time").isEqualTo(left.lease);
		assertThat(this.store.unseen()).isEmpty();
	}

	@Test
	void restOfMinHoldIsLeftToTheKeyWhenARenewalIsUnderWay() {
		this.rig.leave(this.rig.inside(LockOptions.builder().minHold(Duration.ofMinutes(1)).build()));
		this.rig.pass(Rig.LEASE.dividedBy(3));
		Sent renewal = this.store.next("renew");
		this.rig.engine().site("a").stop();
		renewal.answer(new RenewReply.Kept(0));
		assertThat(this.store.next("leave").lease).isEqualTo(Duration.ofMinutes(1).minus(Rig.LEASE.dividedBy(3)));
		assertThat(this.rig.engine().site("a").idle()).isFalse();
	}

	@Test
	void askForWhatSomebodyIsStillInsideOfReleasesNothing() {
		Lease lease = this.rig.inside();
		Request held = request(lease);
		closeSites();
		this.store.ask("a", held);
		this.rig.assertQuiet();
		this.rig.leave(lease);
		this.store.ask("a", held);
		this.rig.assertQuiet();
	}

	@Test
	void doubledGrantOfWhatSomebodyIsStillInsideOfReleasesNothing() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.store.grant(acquire, 7);
		this.rig.entered(waiter);
		closeSites();
		this.store.grant(acquire, 7);
		this.rig.assertQuiet();
	}

	@Test
	void answerThatAGrantOvertookReleasesNothingThatSomebodyIsStillInsideOf() {
		for (boolean late : new boolean[] { false, true }) {
			Rig rig = new Rig();
			CompletableFuture<Lease> waiter = rig.acquire();
			rig.store.next("try").answer(ScriptedStore.taken());
			Sent acquire = rig.store.next("acquire");
			rig.store.grant(acquire, 7);
			rig.entered(waiter);
			rig.pass(late ? Rig.REPLY_TIMEOUT : Duration.ZERO);
			rig.store.unseen().clear();
			rig.engine().sites().forEach(Site::stop);
			acquire.answer(late ? ScriptedStore.granted() : ScriptedStore.waits(7));
			rig.assertQuiet();
		}
	}

	@Test
	void keyThatIsLeftToExpireIsAskedForWhenItHas() {
		Lease lease = this.rig.inside();
		closeSites();
		this.rig.leave(lease);
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.rig.assertQuiet();
		assertThat(waiter).isNotDone();
		this.rig.pass(Rig.LEASE);
		this.store.next("try");
	}

	@Test
	void askWithinTheRestOfMinHoldReleasesNothing() {
		Lease lease = this.rig.inside(LockOptions.builder().minHold(Duration.ofMinutes(1)).build());
		this.rig.leave(lease);
		closeSites();
		Sent left = this.store.next("leave");
		this.store.ask("a", request(lease));
		this.store.ask("a", left.queuedNext());
		left.answer(new RenewReply.Kept(1));
		this.store.ask("a", left.queuedNext());
		this.rig.assertQuiet();
	}

	@Test
	void restOfMinHoldIsToldAgainWhereThatFails() {
		this.rig.leave(this.rig.inside(LockOptions.builder().minHold(Duration.ofMinutes(1)).build()));
		closeSites();
		Sent first = this.store.next("leave");
		first.fail();
		assertThat(this.rig.engine().site("a").idle()).isFalse();
		this.rig.passUntilSent();
		Sent second = this.store.next("leave");
		assertThat(second.queuedNext()).as("what the first may have written").isEqualTo(first.queuedNext());
		assertThat(second.lease).isLessThan(first.lease);
		second.answer(new RenewReply.Kept(0));
		this.rig.assertQuiet();
		assertThat(this.rig.engine().site("a").idle()).isTrue();
		this.rig.pass(Duration.ofMinutes(1));
		assertThat(this.rig.engine().site("a")).as("when the key has expired").isNull();
	}

	@Test
	void restOfMinHoldIsToldNoMoreWhenItIsOver() {
		this.rig.leave(this.rig.inside(LockOptions.builder().minHold(Duration.ofSeconds(1)).build()));
		closeSites();
		Sent unanswered = this.store.next("leave");
		this.rig.pass(Rig.REPLY_TIMEOUT);
		this.rig.assertQuiet();
		assertThat(this.rig.engine().site("a").idle()).isTrue();
		unanswered.answer(new RenewReply.Kept(0));
		this.rig.assertQuiet();
	}

	@Test
	void newcomersAreRefusedWithoutACommand() {
		this.rig.registry.stop();
		assertThat(this.rig.acquire()).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(LockUnavailableException.class)
			.withMessageContaining("Lock 'a' is unavailable: its registry is stopped");
		assertThat(this.store.unseen()).isEmpty();
	}

	@Test
	@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
	void callerThatComesWhileItIsBeingStoppedIsRefused() {
		Engine engine = this.rig.engine();
		this.rig.registry.stop();
		AsyncWaiter late = new AsyncWaiter("b", engine, LockSettings.of("b", Rig.OPTIONS), 0);
		engine.join("b", late, (site) -> {
		});
		assertThat(late.refusal()).asString().contains("its registry is stopped");
		assertThat(engine.inUse()).isZero();
	}

	@Test
	void drainingFailsThoseWhoWaitAndGivesTheirPlaceBack() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.rig.registry.drain();
		this.rig.time.run();
		assertDrained(waiter);
		Sent giveBack = this.store.next("release");
		assertThat(giveBack.request).isEqualTo(acquire.request);
		giveBack.answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void drainingKeepsWhatSomebodyIsInsideOfUntilHeLeaves() {
		Lease lease = this.rig.inside();
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.rig.registry.drain();
		this.rig.time.run();
		assertDrained(waiter);
		this.rig.pass(Rig.LEASE.dividedBy(3));
		this.store.next("renew").answer(new RenewReply.Kept(0));
		assertThat(lease.isValid()).isTrue();
		CompletableFuture<Lease> late = this.rig.acquire();
		this.rig.time.run();
		assertDrained(late);
		Sent release = this.rig.released(lease);
		assertThat(release.next).isNull();
		release.answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void whileDrainingAFreeLockIsHadAndATakenOneIsNotWaitedFor() {
		this.rig.registry.drain();
		Lease lease = this.rig.inside();
		this.rig.released(lease).answer(new Released());
		CompletableFuture<Lease> caller = this.rig.acquire();
		this.store.next("try").answer(ScriptedStore.taken());
		Sent acquire = this.store.next("acquire");
		assertThat(acquire.enqueue).isEqualTo(LockStore.Enqueue.NO);
		acquire.answer(ScriptedStore.waits(OptionalLong.empty()));
		this.rig.time.run();
		assertDrained(caller);
		this.rig.assertNothingLeft();
	}

	@Test
	void callerBehindAReleaseUnderWayIsSettledByItsAnswerWhileDraining() {
		Lease lease = this.rig.inside();
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent release = this.rig.released(lease);
		this.rig.registry.drain();
		this.rig.time.run();
		assertDrained(waiter);
		CompletableFuture<Lease> late = this.rig.acquire();
		release.answer(new ReleaseReply.Queued(8));
		assertThat(this.store.next("release").request).isEqualTo(release.queuedNext());
		this.store.next("try").answer(ScriptedStore.granted());
		this.rig.entered(late);
	}

	@Test
	void startedAgainAfterADrainItLetsWaitAgain() {
		this.rig.registry.drain();
		this.rig.registry.stop();
		this.rig.registry.start();
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.rig.queued(waiter, 7);
		this.rig.time.run();
		assertThat(waiter).isNotDone();
	}

	@Test
	void unlockAfterAStopSaysThatTheLockWasLost() {
		EngineLockRegistry registry = new EngineLockRegistry(new LocalLockStore(), (name) -> Rig.OPTIONS,
				Rig.REPLY_TIMEOUT, new LockListener() {
				});
		for (Runnable next : List.<Runnable>of(registry::stop, () -> {
			registry.stop();
			registry.start();
		})) {
			registry.start();
			LeasedLock lock = registry.obtain("lock " + next);
			lock.lock();
			assertThat(lock.current()).isPresent();
			next.run();
			assertThatExceptionOfType(LockLostException.class).isThrownBy(lock::unlock)
				.withMessageContaining("its registry was stopped");
			assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
		}
		registry.stop();
	}

	@Test
	@Timeout(60)
	void graceEndsWhenTheLastOneHasLeft() {
		Lease lease = this.rig.inside();
		this.rig.registry.drain();
		CompletableFuture<Void> grace = awaitNobodyInside(Thread.currentThread());
		assertThat(this.rig.registry.inside(Thread.currentThread())).isOne();
		assertThat(grace).isNotDone();
		this.rig.released(lease).answer(new Released());
		assertThat(grace).succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	@Timeout(60)
	void graceDoesNotWaitForTheThreadThatStops() {
		Lease lease = this.rig.insideAsOwner(LockOptions.configured());
		this.rig.registry.drain();
		assertThat(awaitNobodyInside(Thread.currentThread())).succeedsWithin(Duration.ofSeconds(30));
		assertThat(awaitNobodyInside(new Thread())).isNotDone();
		assertThat(lease.isValid()).isTrue();
		this.store.answerWith(new Released());
		lease.close();
	}

	@Test
	@Timeout(60)
	void graceEndsWithTheStop() {
		Lease lease = this.rig.inside();
		this.rig.registry.drain();
		CompletableFuture<Void> grace = awaitNobodyInside(Thread.currentThread());
		this.rig.registry.stop();
		assertThat(grace).succeedsWithin(Duration.ofSeconds(30));
		assertThat(lease.isLost()).isTrue();
	}

	@Test
	@Timeout(60)
	void graceDoesNotWaitForWhatNobodyIsInsideOf() {
		this.rig.leave(this.rig.inside(LockOptions.builder().minHold(Duration.ofHours(1)).build()));
		this.rig.registry.drain();
		assertThat(awaitNobodyInside(Thread.currentThread())).succeedsWithin(Duration.ofSeconds(30));
	}

	/** Returns when that waits, or has ended. */
	private CompletableFuture<Void> awaitNobodyInside(Thread except) {
		CompletableFuture<Void> ended = new CompletableFuture<>();
		Thread waiting = new Thread(() -> {
			this.rig.registry.awaitNobodyInside(except);
			ended.complete(null);
		});
		waiting.setDaemon(true);
		waiting.start();
		await().atMost(Duration.ofSeconds(30))
			.until(() -> ended.isDone() || waiting.getState() == Thread.State.TIMED_WAITING);
		return ended;
	}

	/** As a stop does, before it awaits the answers. */
	private void closeSites() {
		this.rig.engine().sites().forEach(Site::stop);
	}

	private static Request request(Lease lease) {
		return ((EngineLease) lease).hold().request();
	}

	private static void assertDrained(CompletableFuture<Lease> caller) {
		assertThat(caller).isCompletedExceptionally();
		assertThat(caller.handle((lease, error) -> error).join()).isInstanceOf(LockUnavailableException.class)
			.hasMessageContaining("its registry is being stopped, so nobody waits any more");
	}

	private static void assertUnavailable(CompletableFuture<Lease> caller) {
		assertThat(caller).isCompletedExceptionally();
		assertThat(caller.handle((lease, error) -> error).join()).isInstanceOf(LockUnavailableException.class)
			.hasMessageContaining("its registry is stopped");
	}

}
