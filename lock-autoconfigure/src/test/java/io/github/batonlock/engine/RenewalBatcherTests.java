package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.batonlock.Lease;
import io.github.batonlock.engine.instance.RenewalBatcher;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.inspect.RegistryStatus;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RenewalBatcher}.
 */
class RenewalBatcherTests {

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@Test
	void locksThatWereAcquiredOneAfterAnotherAreRenewedTogether() {
		List<Lease> leases = held(250, Duration.ofMillis(3));
		passThird();
		assertThat(this.store.batches).hasSizeLessThanOrEqualTo(9).allMatch((size) -> size <= 100);
		assertThat(this.store.batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(250);
		assertThat(leases).allMatch(Lease::isValid);
		assertThat(leases).allMatch((lease) -> lease.remaining().compareTo(Rig.LEASE.dividedBy(3).multipliedBy(2)) > 0);
	}

	@Test
	void noMoreThanAHundredTravelTogether() {
		held(250, Duration.ZERO);
		passThird();
		assertThat(this.store.batches).containsExactly(100, 100, 50);
	}

	@Test
	void storeThatThrowsFailsThemAll() {
		this.store.broken = true;
		RenewalBatcher renewals = new RenewalBatcher(this.store, 0);
		CompletionStage<RenewReply> first = renewals.renew("a", request(), Rig.LEASE);
		CompletionStage<RenewReply> second = renewals.renew("b", request(), Rig.LEASE);
		renewals.flush();
		assertThat(first.toCompletableFuture()).isCompletedExceptionally();
		assertThat(second.toCompletableFuture()).isCompletedExceptionally();
	}

	@Test
	void releaseIsNotHeldUpByARenewalThatWaitsForOthers() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		ScriptedStore.Sent acquire = this.rig.queued(waiter, 7);
		this.rig.pass(Duration.ofMillis(1500));
		this.store.grant(acquire, 7); // with a short lease, that is due at once
		Lease lease = this.rig.entered(waiter);
		this.rig.leave(lease);
		this.store.next("renew").answer(new RenewReply.Kept(0));
		this.store.next("release").answer(new ReleaseReply.Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void statusTellsWhatBecameOfRenewalsApartFromOtherCommands() {
		this.rig.inside();
		this.rig.pass(Rig.LEASE.dividedBy(3));
		this.store.next("renew").fail();
		this.rig.registry.obtain("b").acquireAsync();
		this.rig.time.run();
		this.store.next("try").answer(ScriptedStore.granted());
		RegistryStatus status = this.rig.registry.inspector().status();
		assertThat(status.failure()).isNull();
		assertThat(status.renewalFailure().message()).contains("connection cut");
		assertThat(status.sinceRenewal()).isNull();
		this.rig.passUntilSent();
		this.store.next("renew").answer(new RenewReply.Kept(0));
		status = this.rig.registry.inspector().status();
		assertThat(status.renewalFailure()).isNull();
		assertThat(status.sinceRenewal()).isZero();
	}

	@Test
	void holdersHearAtOnceOfAStoreThatHasForgottenWhenItsMessagesAreBack() {
		List<Lease> leases = held(3, Duration.ZERO);
		this.store.answerWith(new RenewReply.Lost());
		this.store.subscribed();
		assertThat(this.store.batches).containsExactly(3);
		assertThat(leases).noneMatch(Lease::isValid);
	}

	@Test
	void renewalIsDueWhenAThirdIsOverOrASixtiethOfTheLeaseEarlier() {
		long lease = Duration.ofSeconds(30).toNanos();
		for (long offset : new long[] { 0, 1, -7, Long.MAX_VALUE, Long.MIN_VALUE }) {
			RenewalBatcher renewals = new RenewalBatcher(this.store, offset);
			for (long sent : new long[] { -1, 0, 1, 123_456_789_012L, -123_456_789_012L }) {
				assertThat(renewals.dueAt(new Moment(sent, 0), lease) - sent).isGreaterThan(lease / 3 - lease / 60)
					.isLessThanOrEqualTo(lease / 3);
			}
		}
	}

	private List<Lease> held(int count, Duration pause) {
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			CompletableFuture<Lease> lease = this.rig.registry.obtain("lock:" + i).acquireAsync();
			this.rig.time.run();
			this.store.next("try").answer(ScriptedStore.granted());
			leases.add(this.rig.entered(lease));
			this.rig.pass(pause);
		}
		return leases;
	}

	private void passThird() {
		this.store.answerWith(new RenewReply.Kept(0));
		this.rig.pass(Rig.LEASE.dividedBy(3).plusMillis(10));
	}

	private static Request request() {
		return new Request("i:1:9000:");
	}

}
