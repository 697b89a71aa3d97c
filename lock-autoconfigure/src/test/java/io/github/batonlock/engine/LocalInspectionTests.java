package io.github.batonlock.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.inspect.RegistryStatus;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EngineInspector}: this JVM.
 */
class LocalInspectionTests {

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	private final LockInspector view = this.rig.registry.inspector();

	@Test
	void nothingIsInUseAtFirst() {
		assertThat(this.view.locks()).isEmpty();
		assertThat(this.view.lock("a")).isNull();
	}

	@Test
	void tellsHolderAndWhatIsLeftOfItsLease() {
		Instant entered = now();
		Lease lease = this.rig.inside();
		this.rig.pass(Duration.ofSeconds(2));
		LockInUse lock = new LockInUse("a", new LockInUse.Holder("async", entered, Rig.LEASE.minusSeconds(2), null), 0);
		assertThat(this.view.lock("a")).isEqualTo(lock);
		assertThat(this.view.locks()).containsExactly(lock);
		this.rig.assertQuiet();
		this.rig.released(lease).answer(new ReleaseReply.Released());
		assertThat(this.view.lock("a")).isNull();
	}

	@Test
	void tellsThreadThatHolds() {
		this.rig.insideAsOwner(LockOptions.configured());
		assertThat(holder().thread()).isEqualTo(Thread.currentThread().getName());
	}

	@Test
	void tellsNoMoreThanMaxHoldLeaves() {
		this.rig.inside(LockOptions.builder().maxHold(Duration.ofSeconds(5)).build());
		this.rig.pass(Duration.ofSeconds(1));
		assertThat(holder().remaining()).isEqualTo(Duration.ofSeconds(4));
	}

	@Test
	void tellsTokenThatWasDrawnAndDrawsNone() {
		Lease lease = this.rig.inside();
		assertThat(holder().fencingToken()).isNull();
		this.rig.assertQuiet();
		this.rig.token(lease);
		assertThat(holder().fencingToken()).isNull();
		this.store.next("fence").answer(new FenceReply.Drawn(7));
		assertThat(holder().fencingToken()).isEqualTo(7);
	}

	@Test
	void tellsWhoWaitsWithoutHolder() {
		this.rig.queued(this.rig.acquire(), 7);
		this.rig.acquire();
		assertThat(this.view.lock("a")).isEqualTo(new LockInUse("a", null, 2));
	}

	@Test
	void whoIsChosenAndNotYetInsideWaits() {
		Lease first = this.rig.inside();
		CompletableFuture<Lease> next = this.rig.acquire();
		assertThat(this.view.lock("a")).returns(1, LockInUse::waiting);
		this.rig.released(first).answer(new ReleaseReply.Granted(0));
		assertThat(this.view.lock("a")).isEqualTo(new LockInUse("a", null, 1));
		this.rig.entered(next);
		assertThat(this.view.lock("a")).returns(0, LockInUse::waiting);
	}

	@Test
	void lockThatIsOnlyKeptIsNotInUse() {
		this.rig.leave(this.rig.inside(LockOptions.builder().minHold(Duration.ofSeconds(2)).build()));
		assertThat(this.rig.engine().inUse()).isOne();
		assertThat(this.view.lock("a")).isNull();
		assertThat(this.view.locks()).isEmpty();
	}

	@Test
	void mostWaitedForComeFirstThenLongestHeld() {
		this.store.answerWith(ScriptedStore.granted());
		for (String name : new String[] { "d", "c", "b", "a" }) {
			this.rig.registry.obtain(name).acquireAsync();
			this.rig.pass(Duration.ofSeconds(1));
		}
		this.rig.registry.obtain("b").acquireAsync();
		assertThat(this.view.locks()).extracting(LockInUse::name).containsExactly("b", "d", "c", "a");
	}

	@Test
	void statusTellsAnswersAndFailures() {
		assertThat(status().store()).isEqualTo("The scripted store");
		assertThat(status().subscribed()).isTrue();
		assertThat(status().sinceAnswer()).isNull();
		this.rig.inside();
		this.rig.pass(Duration.ofSeconds(2));
		assertThat(status().sinceAnswer()).isEqualTo(Duration.ofSeconds(2));
		assertThat(status().failure()).isNull();
		this.rig.passUntilSent();
		this.store.next("renew").fail();
		this.rig.pass(Duration.ofMillis(10));
		assertThat(status().failure())
			.isEqualTo(new RegistryStatus.Failure("The scripted store failed: connection cut", Duration.ofMillis(10)));
		this.rig.passUntilSent();
		this.store.next("renew").answer(new RenewReply.Kept(0));
		assertThat(status().failure()).isNull();
		assertThat(status().sinceAnswer()).isZero();
	}

	@Test
	void statusTellsOfAnswersThatDoNotCome() {
		this.rig.acquire();
		this.rig.pass(Rig.REPLY_TIMEOUT.plusMillis(100));
		assertThat(status().failure()).extracting(RegistryStatus.Failure::message)
			.isEqualTo("The scripted store gave no answer within 2000 ms");
	}

	@Test
	void isEmptyWhileTheRegistryDoesNotRun() {
		this.rig.inside();
		this.store.answerWith(new ReleaseReply.Released());
		this.rig.registry.stop();
		assertThat(this.view.status()).isNull();
		assertThat(this.view.locks()).isEmpty();
		assertThat(this.view.lock("a")).isNull();
	}

	private LockInUse.Holder holder() {
		LockInUse lock = this.view.lock("a");
		assertThat(lock).isNotNull();
		assertThat(lock.holder()).isNotNull();
		return lock.holder();
	}

	private RegistryStatus status() {
		RegistryStatus status = this.view.status();
		assertThat(status).isNotNull();
		return status;
	}

	private Instant now() {
		return Instant.ofEpochMilli(this.rig.time.now().millis());
	}

}
