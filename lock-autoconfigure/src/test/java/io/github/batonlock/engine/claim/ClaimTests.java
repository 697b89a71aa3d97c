package io.github.batonlock.engine.claim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;

import io.github.batonlock.LockOptions;
import io.github.batonlock.Waiting;
import io.github.batonlock.engine.ScriptedStore;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.engine.VirtualTime;
import io.github.batonlock.engine.instance.Instance;
import io.github.batonlock.engine.instance.Reclaimer;
import io.github.batonlock.engine.support.Backoff;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.Refusal;
import io.github.batonlock.engine.support.SiteMonitor;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import io.github.batonlock.testing.TestOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Claim}: what each event means in each state. The columns are the
 * state, the event, the standing afterwards, and the command that is sent because of it.
 */
class ClaimTests {

	private static final Duration LEASE = Duration.ofSeconds(9);

	private static final long GRANT_LEASE = Duration.ofSeconds(3).toNanos();

	private static final long PLACE = 7;

	private static final LockSettings SETTINGS = LockSettings.of("a",
			TestOptions.complete(LEASE, Duration.ofSeconds(100)));

	private final VirtualTime time = new VirtualTime();

	private final ScriptedStore store = new ScriptedStore();

	private final Instance instance = new Instance(this.store, this.time, Duration.ofSeconds(2), new Random(1),
			new Reclaimer(this.store, this.time, () -> {
			}, () -> {
			}));

	private final List<Claim> claims = new ArrayList<>();

	private final SiteMonitor monitor = new SiteMonitor(this.time,
			(now) -> List.copyOf(this.claims).forEach((claim) -> claim.advance(now)), this.instance.leftovers());

	private final RecordedDemand demand = new RecordedDemand();

	private final ClaimScope scope = new ClaimScope("a", this.demand, this.instance, this.monitor,
			new Backoff(this.store, this.instance::jitter), new Backoff(this.store, this.instance::jitter));

	/** The command of the claim, or of the claim before it, that is under way. */
	private @Nullable Sent underWay;

	ClaimTests() {
		this.store.start("here", new StoreListener() {

			@Override
			public void granted(String name, Request request, long place, Duration lease, long waiting) {
			}

			@Override
			public void asked(String name, Request owner) {
			}

			@Override
			public void told(Inquiry inquiry) {
			}

			@Override
			public void subscribed() {
			}

		});
		this.instance.subscription().subscribed();
	}

	@ParameterizedTest
	@CsvSource({
			// Trying
			"TRYING, GRANTED, OWNED, ", "TRYING, GRANTED_LATE, QUEUED, ", "TRYING, ASKED, PURSUED, ",
			"TRYING, SUBSCRIBED, PURSUED, ", "TRYING, UNWANTED, ENDED, ", "TRYING, FAILED, ENDED, release",
			"TRYING, RENEW_NOW, PURSUED, ", "TRYING, NEXT_GRANTED, PURSUED, ",
			// Travelling
			"TRAVELLING, GRANTED, OWNED, ", "TRAVELLING, GRANTED_LATE, QUEUED, acquire", "TRAVELLING, ASKED, PURSUED, ",
			"TRAVELLING, SUBSCRIBED, PURSUED, ", "TRAVELLING, UNWANTED, PURSUED, ", "TRAVELLING, FAILED, PURSUED, ",
			// Queued
			"QUEUED, GRANTED, OWNED, ", "QUEUED, GRANTED_ELSEWHERE, QUEUED, ", "QUEUED, GRANTED_LATE, QUEUED, acquire",
			"QUEUED, ASKED, QUEUED, ", "QUEUED, SUBSCRIBED, QUEUED, acquire", "QUEUED, UNWANTED, ENDED, release",
			"QUEUED, RENEW_NOW, QUEUED, ",
			// Confirming
			"CONFIRMING, GRANTED, CONFIRMING, ", "CONFIRMING, ASKED, CONFIRMING, ",
			"CONFIRMING, SUBSCRIBED, CONFIRMING, ", "CONFIRMING, RENEW_NOW, CONFIRMING, ",
			"CONFIRMING, FAILED, RELEASING, release", "CONFIRMING, RELEASED, RELEASING, ",
			"CONFIRMING, DEADLINE, ENDED, release",
			// Owned
			"OWNED, GRANTED, OWNED, ", "OWNED, ASKED, OWNED, ", "OWNED, SUBSCRIBED, OWNED, ",
			"OWNED, RENEW_NOW, OWNED, renew", "OWNED, RELEASED, RELEASING, release", "OWNED, LEFT, LEAVING, ",
			"OWNED, KEPT, LEAVING, leave", "OWNED, DEADLINE, ENDED, release", "OWNED, TOKEN, OWNED, fence",
			// Releasing
			"RELEASING, GRANTED, RELEASING, ", "RELEASING, ASKED, RELEASING, ", "RELEASING, SUBSCRIBED, RELEASING, ",
			"RELEASING, RENEW_NOW, RELEASING, ", "RELEASING, DEADLINE, RELEASING, ", "RELEASING, FAILED, RELEASING, ",
			"RELEASING, NEXT_GRANTED, RELEASING, ",
			// Leaving
			"LEAVING, GRANTED, LEAVING, ", "LEAVING, ASKED, LEAVING, ", "LEAVING, SUBSCRIBED, LEAVING, ",
			"LEAVING, RENEW_NOW, LEAVING, ", "LEAVING, DEADLINE, ENDED, ",
			// Ended
			"ENDED, GRANTED, ENDED, release", "ENDED, ASKED, ENDED, ", "ENDED, ASKED_AGAIN, ENDED, release",
			"ENDED, SUBSCRIBED, ENDED, ", "ENDED, UNWANTED, ENDED, ", "ENDED, DEADLINE, ENDED, " })
	void eventMeans(Start start, Event event, Standing standing, @Nullable String sent) {
		Claim claim = claimThatIs(start);
		assertThat(this.store.unseen()).as("when it begins").isEmpty();
		happens(event, claim);
		assertThat(claim.standing()).isEqualTo(standing);
		assertThat(this.store.unseen().stream().map((command) -> command.command))
			.isEqualTo((sent != null) ? List.of(sent) : List.of());
	}

	@ParameterizedTest
	@CsvSource({ "GRANTED, OWNED, ", "QUEUED, QUEUED, ", "RELEASED, ENDED, release", "NOT_OWNER, ENDED, release" })
	void releaseBeforeIsAnswered(Answer answer, Standing standing, @Nullable String sent) {
		Claim claim = claimThatIs(Start.TRAVELLING);
		answer(answer.reply);
		assertThat(claim.standing()).isEqualTo(standing);
		assertThat(this.store.unseen().stream().map((command) -> command.command))
			.isEqualTo((sent != null) ? List.of(sent) : List.of());
		assertThat(this.claims.get(0).standing()).isEqualTo(Standing.ENDED);
	}

	@Test
	void grantOfTheNextEndsTheReleaseBeforeItsAnswer() {
		Claim next = claimThatIs(Start.TRAVELLING);
		Claim releasing = this.claims.get(0);
		this.monitor.run((now) -> {
			next.granted(now, PLACE, GRANT_LEASE, 0);
			releasing.nextGranted(now, next.request());
		});
		assertThat(next.standing()).isEqualTo(Standing.OWNED);
		assertThat(releasing.standing()).isEqualTo(Standing.ENDED);
		assertThat(releasing.isOver()).as("before its command is answered").isFalse();
		answer(new ReleaseReply.Released());
		assertThat(releasing.isOver()).isTrue();
		assertThat(next.standing()).isEqualTo(Standing.OWNED);
	}

	@Test
	void confirmedTenureIsOwned() {
		Claim claim = claimThatIs(Start.CONFIRMING);
		assertThat(claim.owned()).isNull();
		answer(new RenewReply.Kept(1));
		assertThat(claim.owned()).isNotNull();
		assertThat(claim.isToBeHandedOver()).as("others wait").isTrue();
	}

	@Test
	void tenureThatTheStoreHasForgottenIsLost() {
		Claim claim = claimThatIs(Start.OWNED);
		happens(Event.TOKEN, claim);
		this.store.next("fence").answer(new FenceReply.Lost());
		assertThat(claim.standing()).isEqualTo(Standing.ENDED);
		assertThat(this.demand.lost).containsExactly("The scripted store does not know it any more");
	}

	@Test
	void answerToARequestThatNobodyWantsAnyMoreIsGivenBack() {
		Claim claim = claimThatIs(Start.TRYING);
		happens(Event.UNWANTED, claim);
		answer(ScriptedStore.granted());
		this.store.next("release");
	}

	@Test
	void lateGrantOfAFirstCommandIsNoSignOfLostMessages() {
		Claim claim = begun();
		answer(ScriptedStore.taken());
		Sent acquire = this.store.next("acquire");
		happens(Event.GRANTED_LATE, claim);
		acquire.answer(ScriptedStore.waits(PLACE));
		this.store.next("acquire").answer(ScriptedStore.granted());
		this.time.pass(Duration.ofSeconds(2));
		assertThat(this.store.resubscriptions).isZero();
		assertThat(this.instance.subscription().reliable()).isTrue();
	}

	@Test
	void requestThatMayOwnByAFailedPollIsGivenBack() {
		LockSettings spinning = LockSettings.of("a",
				LockOptions.builder()
					.waiting(Waiting.SPIN)
					.build()
					.withDefaults(TestOptions.complete(LEASE, Duration.ofSeconds(100))));
		Claim claim = call((now) -> {
			Claim first = Claim.first(this.scope, now, spinning, false);
			this.claims.add(first);
			return first;
		}, "try");
		answer(ScriptedStore.taken());
		this.store.next("acquire").answer(ScriptedStore.waits(OptionalLong.empty()));
		nextPoll().fail();
		nextPoll().answer(ScriptedStore.waits(OptionalLong.empty()));
		happens(Event.UNWANTED, claim);
		this.store.next("release");
	}

	private Sent nextPoll() {
		this.time.pass(Duration.ofMillis(200));
		this.monitor.run((now) -> {
		});
		return this.store.next("acquire");
	}

	private Claim claimThatIs(Start start) {
		return switch (start) {
			case TRYING -> begun();
			case TRAVELLING -> {
				Claim before = claimThatIs(Start.OWNED);
				yield call((now) -> {
					Claim next = Claim.next(this.scope, now, SETTINGS);
					this.claims.add(next);
					before.release(now, next);
					return next;
				}, "release");
			}
			case QUEUED -> {
				Claim claim = begun();
				answer(ScriptedStore.taken());
				this.store.next("acquire").answer(ScriptedStore.waits(PLACE));
				yield claim;
			}
			case CONFIRMING -> {
				this.store.replicates = true;
				Claim claim = begun();
				answer(ScriptedStore.granted());
				this.underWay = this.store.next("replicate");
				yield claim;
			}
			case OWNED -> {
				Claim claim = begun();
				answer(ScriptedStore.granted());
				yield claim;
			}
			case RELEASING -> {
				Claim claim = claimThatIs(Start.OWNED);
				happens(Event.RELEASED, claim);
				this.underWay = this.store.next("release");
				yield claim;
			}
			case LEAVING -> {
				Claim claim = claimThatIs(Start.OWNED);
				happens(Event.LEFT, claim);
				yield claim;
			}
			case ENDED -> {
				Claim claim = claimThatIs(Start.RELEASING);
				answer(new ReleaseReply.Released());
				yield claim;
			}
		};
	}

	private Claim begun() {
		return call((now) -> {
			Claim claim = Claim.first(this.scope, now, SETTINGS, false);
			this.claims.add(claim);
			return claim;
		}, "try");
	}

	private Claim call(Function<Moment, Claim> change, String sent) {
		Claim claim = this.monitor.call(change);
		this.underWay = this.store.next(sent);
		return claim;
	}

	private void answer(Object reply) {
		Objects.requireNonNull(this.underWay, "nothing is under way").answer(reply);
	}

	private void happens(Event event, Claim claim) {
		switch (event) {
			case GRANTED -> this.monitor.run((now) -> claim.granted(now, PLACE, GRANT_LEASE, 0));
			case GRANTED_ELSEWHERE -> this.monitor.run((now) -> claim.granted(now, PLACE + 1, GRANT_LEASE, 0));
			case GRANTED_LATE -> {
				this.time.pass(Duration.ofSeconds(2));
				this.monitor.run((now) -> claim.granted(now, PLACE, GRANT_LEASE, 0));
			}
			case NEXT_GRANTED ->
				this.monitor.run((now) -> claim.nextGranted(now, Request.of("here", 99, LEASE, false, false)));
			case ASKED -> this.monitor.run((now) -> claim.asked());
			case ASKED_AGAIN -> {
				this.monitor.run((now) -> claim.asked());
				this.monitor.run((now) -> claim.asked());
			}
			case SUBSCRIBED -> this.monitor.run((now) -> claim.subscribed());
			case UNWANTED -> this.monitor.run((now) -> claim.unwanted());
			case RENEW_NOW -> {
				this.monitor.run(claim::renewNow);
				this.instance.renewals().flush();
			}
			case RELEASED -> this.monitor.run((now) -> claim.release(now, null));
			case LEFT -> this.monitor.run((now) -> claim.leave(now, 0));
			case KEPT -> this.monitor.run((now) -> claim.leave(now, GRANT_LEASE));
			case FAILED -> Objects.requireNonNull(this.underWay, "nothing is under way").fail();
			case DEADLINE -> {
				this.time.pass(LEASE);
				this.monitor.run(claim::checkDeadline);
			}
			case TOKEN -> {
				this.demand.tokens = 1;
				this.monitor.run((now) -> {
				});
			}
		}
	}

	enum Start {

		TRYING, TRAVELLING, QUEUED, CONFIRMING, OWNED, RELEASING, LEAVING, ENDED

	}

	enum Event {

		GRANTED, GRANTED_ELSEWHERE, GRANTED_LATE, NEXT_GRANTED, ASKED, ASKED_AGAIN, SUBSCRIBED, UNWANTED, RENEW_NOW,
		RELEASED, LEFT, KEPT, FAILED, DEADLINE, TOKEN

	}

	enum Answer {

		GRANTED(new ReleaseReply.Granted(0)), QUEUED(new ReleaseReply.Queued(PLACE)),
		RELEASED(new ReleaseReply.Released()), NOT_OWNER(new ReleaseReply.NotOwner(false));

		private final ReleaseReply reply;

		Answer(ReleaseReply reply) {
			this.reply = reply;
		}

	}

	private static final class RecordedDemand implements Demand {

		private final List<String> lost = new ArrayList<>();

		private int tokens;

		@Override
		public boolean patient() {
			return true;
		}

		@Override
		public boolean knows(Request request) {
			return false;
		}

		@Override
		public int tokens() {
			return this.tokens;
		}

		@Override
		public void answered(Moment now, @Nullable Refusal trouble) {
			// nobody waits
		}

		@Override
		public void lost(Moment now, String reason) {
			this.lost.add(reason);
		}

	}

}
