package io.github.batonlock.engine;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.ReleaseReply.Queued;
import io.github.batonlock.store.ReleaseReply.Released;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A timeout of zero is one try: one answer of the store, and no place in its queue.
 */
class SingleTryTests {

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@Test
	void asksOnceAndTakesNoPlace() {
		CompletableFuture<Lease> caller = this.rig.tryAcquire();
		this.store.next("try").answer(ScriptedStore.taken());
		Sent acquire = this.store.next("acquire");
		assertThat(acquire.enqueue).isEqualTo(Enqueue.NO);
		acquire.answer(ScriptedStore.waits(OptionalLong.empty()));
		assertRefusedAsBusy(caller);
		this.rig.assertNothingLeft();
	}

	@Test
	void isMadeWhateverTheTimeoutWhereWaitingIsOfNoUse() {
		this.store.worthWaiting = false;
		CompletableFuture<Lease> caller = this.rig.acquire();
		this.store.next("try").answer(ScriptedStore.taken());
		Sent acquire = this.store.next("acquire");
		assertThat(acquire.enqueue).isEqualTo(Enqueue.NO);
		acquire.answer(ScriptedStore.waits(OptionalLong.empty()));
		assertRefusedAsBusy(caller);
		this.rig.assertNothingLeft();
	}

	@Test
	@Timeout(60)
	void isMadeByThreadsTooWhereWaitingIsOfNoUse() {
		this.store.worthWaiting = false;
		Lease holder = this.rig.inside();
		LeasedLock lock = this.rig.registry.obtain("a");
		assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(lock::acquire);
		this.rig.released(holder).answer(new Released());
	}

	@Test
	void queuesWhenSomebodyPatientJoins() {
		CompletableFuture<Lease> impatient = this.rig.tryAcquire();
		Sent first = this.store.next("try");
		CompletableFuture<Lease> patient = this.rig.acquire();
		first.answer(ScriptedStore.taken());
		Sent acquire = this.store.next("acquire");
		assertThat(acquire.enqueue).isEqualTo(Enqueue.YES);
		acquire.answer(ScriptedStore.waits(7));
		assertRefusedAsBusy(impatient);
		this.store.grant(acquire, 7);
		this.rig.entered(patient);
	}

	@Test
	void acquireIsSentAgainWhenSomebodyPatientJoinsAfterIt() {
		CompletableFuture<Lease> impatient = this.rig.tryAcquire();
		this.store.next("try").answer(ScriptedStore.taken());
		Sent first = this.store.next("acquire");
		CompletableFuture<Lease> patient = this.rig.acquire();
		first.answer(ScriptedStore.waits(OptionalLong.empty()));
		assertRefusedAsBusy(impatient);
		Sent again = this.store.next("acquire");
		assertThat(again.enqueue).isEqualTo(Enqueue.YES);
		again.answer(ScriptedStore.waits(7));
		this.store.grant(again, 7);
		this.rig.entered(patient);
	}

	@Test
	void isRefusedWithoutACommandWhileOthersHereHoldOrQueue() {
		Lease holder = this.rig.inside();
		assertRefusedAsBusy(this.rig.tryAcquire());
		this.rig.assertQuiet();
		this.rig.released(holder).answer(new Released());
	}

	@Test
	void awaitsTheReleaseUnderWay() {
		Sent release = this.rig.released(this.rig.inside());
		CompletableFuture<Lease> caller = this.rig.tryAcquire();
		assertThat(caller).isNotDone();
		release.answer(new Released());
		this.store.next("try").answer(ScriptedStore.granted());
		this.rig.entered(caller);
	}

	@Test
	void isRefusedWhenTheReleaseQueuesOthers() {
		Lease first = this.rig.inside();
		this.rig.acquire();
		Sent release = this.rig.released(first);
		CompletableFuture<Lease> caller = this.rig.tryAcquire();
		release.answer(new Queued(7));
		assertRefusedAsBusy(caller);
	}

	@Test
	void isRefusedWhenSomebodyHereGetsTheLock() {
		CompletableFuture<Lease> first = this.rig.acquire();
		Sent attempt = this.store.next("try");
		CompletableFuture<Lease> caller = this.rig.tryAcquire();
		attempt.answer(ScriptedStore.granted());
		assertRefusedAsBusy(caller);
		this.rig.entered(first);
	}

	@Test
	void isUnavailableAfterOneError() {
		CompletableFuture<Lease> caller = this.rig.tryAcquire();
		this.store.next("try").fail();
		assertRefused(caller, LockUnavailableException.class);
	}

	@Test
	void isUnavailableWithoutAnAnswer() {
		CompletableFuture<Lease> caller = this.rig.tryAcquire();
		this.rig.pass(Rig.REPLY_TIMEOUT.plusMillis(10));
		assertRefused(caller, LockUnavailableException.class);
	}

	@Test
	void triesAtOnceThoughOthersHaveFailedBefore() {
		CompletableFuture<Lease> patient = this.rig.acquire();
		this.store.next("try").fail();
		this.store.next("release").fail();
		CompletableFuture<Lease> caller = this.rig.tryAcquire();
		this.store.next("try").answer(ScriptedStore.granted());
		this.rig.entered(patient);
		assertRefusedAsBusy(caller);
	}

	private void assertRefusedAsBusy(CompletableFuture<Lease> caller) {
		assertRefused(caller, LockAcquisitionTimeoutException.class);
	}

	private void assertRefused(CompletableFuture<Lease> caller, Class<? extends Exception> type) {
		this.rig.time.run();
		assertThat(caller).isCompletedExceptionally();
		assertThat(caller.handle((lease, error) -> error).join()).isInstanceOf(type);
	}

}
