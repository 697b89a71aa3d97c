package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.Waiting;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.ReleaseReply.NotOwner;
import io.github.batonlock.store.ReleaseReply.Queued;
import io.github.batonlock.store.ReleaseReply.Released;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages and answers that overtake each other at a hand-over.
 */
class HandOverRaceTests {

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@Test
	void grantOvertakesReplyOfAcquire() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.store.next("try").answer(ScriptedStore.taken());
		Sent acquire = this.store.next("acquire");
		this.store.grant(acquire, 7);
		Lease lease = this.rig.entered(waiter);
		acquire.answer(ScriptedStore.waits(7));
		this.rig.assertQuiet();
		assertThat(lease.isValid()).isTrue();
		this.rig.released(lease).answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void grantOvertakesReplyOfTheReleaseThatQueuedIt() {
		Lease first = this.rig.inside();
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent release = this.rig.released(first);
		this.store.grant("a", release.queuedNext(), 7, 0);
		Lease second = this.rig.entered(waiter);
		release.answer(new Queued(7));
		this.rig.assertQuiet();
		assertThat(second.isValid()).isTrue();
		Sent last = this.rig.released(second);
		assertThat(last.request).isEqualTo(release.next);
		last.answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void grantAfterTheWaiterLeft() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		waiter.cancel(false);
		this.rig.time.run();
		this.store.next("release").answer(new NotOwner());
		this.store.grant(acquire, 7);
		Sent giveBack = this.store.next("release");
		assertThat(giveBack.request).isEqualTo(acquire.request);
		giveBack.answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void lostGrantIsFoundByThePoll() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.rig.pass(Rig.LEASE.dividedBy(3));
		Sent poll = this.store.next("acquire");
		assertThat(poll.request).isEqualTo(acquire.request);
		assertThat(poll.enqueue).isEqualTo(Enqueue.NO);
		poll.answer(ScriptedStore.granted());
		this.rig.released(this.rig.entered(waiter)).answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void grantOlderThanTheNewestAnswerIsVoid() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.rig.pass(Rig.LEASE.dividedBy(3));
		this.store.next("acquire").answer(ScriptedStore.waits(9));
		this.store.grant(acquire, 7);
		this.rig.assertQuiet();
		assertThat(waiter).isNotDone();
		this.store.grant(acquire, 9);
		this.rig.entered(waiter);
	}

	@Test
	void grantCountsFromTheNewestAnsweredCommand() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.rig.pass(Duration.ofMillis(1500));
		this.store.grant(acquire, 7);
		Lease lease = this.rig.entered(waiter);
		assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(1500));
		this.rig.passUntilSent();
		assertThat(this.store.next("renew").request).isEqualTo(acquire.request);
	}

	@Test
	void grantThatMayBeOverIsConfirmedBeforeAnybodyEnters() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.rig.pass(Duration.ofMillis(2001));
		this.store.grant(acquire, 7);
		assertThat(waiter).isNotDone();
		Sent confirmation = this.store.next("acquire");
		assertThat(confirmation.request).isEqualTo(acquire.request);
		assertThat(confirmation.enqueue).isEqualTo(Enqueue.NO);
		confirmation.answer(ScriptedStore.granted());
		assertThat(this.rig.entered(waiter).remaining()).isEqualTo(Rig.LEASE);
	}

	@Test
	void lateGrantIsConfirmedAtOnceThoughAPollWasUnderWay() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.rig.pass(Rig.LEASE.dividedBy(3));
		Sent poll = this.store.next("acquire");
		this.store.grant(acquire, 7);
		assertThat(waiter).isNotDone();
		poll.answer(ScriptedStore.waits(7));
		Sent confirmation = this.store.next("acquire");
		assertThat(confirmation.enqueue).isEqualTo(Enqueue.NO);
		confirmation.answer(new AcquireReply.Granted(0, false));
		this.rig.released(this.rig.entered(waiter)).answer(new Released());
		assertHears();
		this.rig.assertNothingLeft();
	}

	@Test
	void doubledGrantChangesNothing() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.store.grant(acquire, 7);
		Lease lease = this.rig.entered(waiter);
		this.store.grant(acquire, 7);
		this.rig.assertQuiet();
		Sent release = this.rig.released(lease);
		this.store.grant(acquire, 7);
		release.answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void grantForAnUnknownRequestIsGivenBack() {
		Request ghost = this.store.ghost();
		this.store.grant("other", ghost, 3, 0);
		Sent giveBack = this.store.next("release");
		assertThat(giveBack.name).isEqualTo("other");
		assertThat(giveBack.request).isEqualTo(ghost);
		giveBack.answer(new Released());
		this.store.grant("other", Request.of("stranger", 1, Rig.LEASE, false, false), 3, 0);
		this.rig.assertNothingLeft();
	}

	@Test
	void droppedPlaceEndsTheRequestAndMarksTheNext() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.rig.pass(Rig.LEASE.dividedBy(3));
		this.store.next("acquire").answer(ScriptedStore.waits(OptionalLong.empty()));
		this.store.next("release").answer(new NotOwner());
		Sent again = this.store.next("acquire");
		assertThat(again.request).isNotEqualTo(acquire.request);
		assertThat(again.enqueue).isEqualTo(Enqueue.YES);
		assertThat(again.request.unprobed()).isTrue();
		again.answer(ScriptedStore.waits(8));
		this.rig.pass(Duration.ofMillis(100));
		assertThat(this.store.next("acquire").enqueue).as("poll at the spin interval").isEqualTo(Enqueue.NO);
		this.rig.pass(Duration.ofMillis(200));
		assertThat(this.store.resubscriptions).isOne();
	}

	@Test
	void placeThatWasGoneWhenThePollWasGrantedIsASignToo() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.rig.queued(waiter, 7);
		this.rig.pass(Rig.LEASE.dividedBy(3));
		this.store.next("acquire").answer(new AcquireReply.Granted(0, false));
		this.rig.released(this.rig.entered(waiter)).answer(new Released());
		this.rig.pass(Duration.ofMillis(1200));
		assertThat(this.store.resubscriptions).isOne();
	}

	@Test
	void confirmedGrantIsNoSignOfADeafSubscription() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.rig.pass(Duration.ofMillis(2001));
		this.store.grant(acquire, 7);
		this.store.next("acquire").answer(new AcquireReply.Granted(0, false));
		this.rig.entered(waiter);
		this.rig.pass(Duration.ofMillis(500));
		assertThat(this.store.resubscriptions).isZero();
	}

	@Test
	void confirmationThatComesTooLateIsNoSignOfADeafSubscription() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.rig.pass(Duration.ofMillis(2001));
		this.store.grant(acquire, 7);
		this.store.next("acquire").answer(ScriptedStore.waits(OptionalLong.empty()));
		this.store.next("release").answer(new NotOwner());
		Sent again = this.store.next("acquire");
		assertThat(again.request).isNotEqualTo(acquire.request);
		assertThat(again.request.unprobed()).isFalse();
		assertHears();
	}

	@Test
	void grantForThePlaceThatTheCommandUnderWayHasTakenIsNoSignOfADeafSubscription() {
		CompletableFuture<Lease> waiter = this.rig.acquire(LockOptions.builder().waiting(Waiting.SPIN).build());
		this.store.next("try").answer(ScriptedStore.taken());
		this.store.next("acquire").answer(ScriptedStore.waits(OptionalLong.empty()));
		this.rig.pass(Duration.ofMillis(50));
		Sent poll = this.store.next("acquire");
		this.store.grant(poll, 7);
		assertThat(waiter).isNotDone();
		poll.answer(ScriptedStore.waits(7));
		this.rig.passUntilSent();
		this.store.next("acquire").answer(new AcquireReply.Granted(0, false));
		this.rig.entered(waiter);
		assertHears();
	}

	@Test
	void grantThatItsPollOvertookIsNoSignOfADeafSubscription() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.rig.pass(Rig.LEASE.dividedBy(3));
		this.store.next("acquire").answer(new AcquireReply.Granted(0, false));
		Lease lease = this.rig.entered(waiter);
		this.rig.pass(Duration.ofMillis(500));
		this.store.grant(acquire, 7);
		this.rig.released(lease).answer(new Released());
		assertHears();
	}

	@Test
	void grantsThatACutOfTheSubscriptionHasLostAreNoSignOfADeafOne() {
		List<CompletableFuture<Lease>> waiters = new ArrayList<>();
		for (String name : List.of("a", "b", "c")) {
			waiters.add(this.rig.registry.obtain(name).acquireAsync());
			this.rig.queued(waiters.get(waiters.size() - 1), 7);
		}
		this.rig.pass(Duration.ofMillis(1));
		this.store.subscribed();
		List<Sent> polls = List.of(this.store.next("acquire"), this.store.next("acquire"), this.store.next("acquire"));
		for (Sent poll : polls) {
			poll.answer(new AcquireReply.Granted(0, false));
			this.rig.pass(Duration.ofMillis(300));
		}
		assertThat(waiters).allSatisfy((waiter) -> assertThat(waiter).isCompleted());
		assertThat(this.rig.engine().instance().subscription().reliable()).isTrue();
		assertThat(this.store.resubscriptions).isZero();
	}

	@Test
	void subscriptionMadeAnewIsAPoll() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.rig.queued(waiter, 7);
		this.store.subscribed();
		this.store.next("acquire").answer(ScriptedStore.granted());
		this.rig.entered(waiter);
	}

	@Test
	void askBeforeTheReplyThatMakesUsOwnerCounts() {
		Lease first = this.rig.inside();
		List<CompletableFuture<Lease>> waiters = this.rig.acquire(20);
		Sent release = this.rig.released(first);
		this.store.ask("a", release.queuedNext());
		release.answer(new ReleaseReply.Granted(0));
		assertThat(this.rig.passesUntilRelease(waiters)).isEqualTo(16);
	}

	@Test
	void lostAskIsHealedByTheRenewal() {
		Lease first = this.rig.inside();
		List<CompletableFuture<Lease>> waiters = this.rig.acquire(20);
		this.rig.released(first).answer(new ReleaseReply.Granted(0));
		this.rig.pass(Rig.LEASE.dividedBy(3));
		this.store.next("renew").answer(new RenewReply.Kept(1));
		assertThat(this.rig.passesUntilRelease(waiters)).isOne();
	}

	@Test
	void askThatComesAfterTheReleaseCostsNothing() {
		Lease lease = this.rig.inside();
		Sent release = this.rig.released(lease);
		release.answer(new Released());
		this.store.ask("a", release.request);
		this.rig.assertNothingLeft();
	}

	@Test
	void secondAskForAReleasedRequestGivesItBack() {
		Sent release = this.rig.released(this.rig.inside());
		release.answer(new Released());
		this.store.ask("a", release.request);
		this.store.ask("a", release.request);
		assertThat(this.store.next("release").request).isEqualTo(release.request);
	}

	@Test
	void ownerThatIsAGhostOfOursIsGivenBack() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.store.next("try").answer(ScriptedStore.taken());
		Request ghost = this.store.ghost();
		this.store.next("acquire").answer(new AcquireReply.Wait(Rig.LEASE, OptionalLong.of(7), ghost));
		assertThat(this.store.next("release").request).isEqualTo(ghost);
		assertThat(waiter).isNotDone();
	}

	@Test
	void askForAGhostOfOursGivesItBack() {
		Lease lease = this.rig.inside();
		Request ghost = this.store.ghost();
		this.store.ask("a", ghost);
		assertThat(this.store.next("release").request).isEqualTo(ghost);
		assertThat(lease.isValid()).isTrue();
	}

	@Test
	void subscriptionMadeWhileACommandIsUnderWayIsAPollAfterIt() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.store.next("try").answer(ScriptedStore.taken());
		Sent acquire = this.store.next("acquire");
		this.store.subscribed();
		acquire.answer(ScriptedStore.waits(7));
		Sent poll = this.store.next("acquire");
		assertThat(poll.enqueue).isEqualTo(Enqueue.NO);
		poll.answer(ScriptedStore.waits(7));
		this.rig.assertQuiet();
		assertThat(waiter).isNotDone();
	}

	@Test
	void messagesAboutForeignRequestsAreIgnored() {
		Lease lease = this.rig.inside();
		Request foreign = Request.of("stranger", 1, Rig.LEASE, false, false);
		this.store.grant("a", foreign, 3, 0);
		this.store.ask("a", foreign);
		this.store.grant("b", foreign, 3, 0);
		this.store.ask("b", foreign);
		this.rig.assertQuiet();
		assertThat(lease.isValid()).isTrue();
	}

	@Test
	void nextRequestIsQueuedWithItsOwnLease() {
		Lease first = this.rig.inside(LockOptions.builder().lease(Duration.ofSeconds(1)).build());
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent release = this.rig.released(first);
		assertThat(release.lease).isEqualTo(release.queuedNext().lease()).isEqualTo(Rig.LEASE);
		release.answer(new ReleaseReply.Granted(0));
		assertThat(this.rig.entered(waiter).remaining()).isEqualTo(Rig.LEASE);
	}

	/** Not taken for deaf, now or in a while. */
	private void assertHears() {
		this.rig.pass(Duration.ofMillis(1500));
		assertThat(this.store.resubscriptions).isZero();
		assertThat(this.rig.engine().instance().subscription().reliable()).isTrue();
	}

}
