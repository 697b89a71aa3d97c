package io.github.batonlock.engine;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.ReleaseReply.Queued;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Timeouts that are shorter than an answer takes: as long as the store is well, one
 * answer is awaited, as by a single try, and an answer that takes its time is no outage.
 */
class ShortWaitTests {

	private static final Duration ANSWER = Duration.ofMillis(300);

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@ParameterizedTest
	@ValueSource(longs = { 1, 1_000_000, 10_000_000, 250_000_000 })
	void freeLockIsHad(long nanos) {
		CompletableFuture<Lease> caller = acquire(Duration.ofNanos(nanos));
		Sent attempt = this.store.next("try");
		this.rig.pass(ANSWER);
		attempt.answer(ScriptedStore.granted());
		this.rig.entered(caller);
	}

	@Test
	void lockOfOthersIsNotHadAndNotQueuedFor() {
		CompletableFuture<Lease> caller = acquire(Duration.ofMillis(1));
		Sent attempt = this.store.next("try");
		this.rig.pass(ANSWER);
		attempt.answer(ScriptedStore.taken());
		Sent acquire = this.store.next("acquire");
		assertThat(acquire.enqueue).isEqualTo(Enqueue.NO);
		acquire.answer(ScriptedStore.waits(OptionalLong.empty()));
		assertRefused(caller, LockAcquisitionTimeoutException.class);
		this.rig.assertNothingLeft();
	}

	@Test
	void answerToTheReleaseOfThisJvmIsAwaited() {
		Lease lease = this.rig.inside();
		CompletableFuture<Lease> caller = acquire(Duration.ofMillis(1));
		Sent release = this.rig.released(lease);
		this.rig.pass(ANSWER);
		assertThat(caller).isNotDone();
		release.answer(new Queued(5));
		assertThat(this.store.next("release").request).isEqualTo(release.queuedNext());
		this.store.next("try").answer(ScriptedStore.taken());
		this.store.next("acquire").answer(ScriptedStore.waits(OptionalLong.empty()));
		assertRefused(caller, LockAcquisitionTimeoutException.class);
	}

	@Test
	void pollUnderWayIsNoOutage() {
		CompletableFuture<Lease> patient = this.rig.acquire();
		this.rig.queued(patient, 7);
		this.rig.pass(Rig.LEASE.dividedBy(3));
		this.store.next("acquire");
		CompletableFuture<Lease> caller = acquire(Duration.ofMillis(1));
		this.rig.pass(Duration.ofMillis(20));
		assertRefused(caller, LockAcquisitionTimeoutException.class);
	}

	@Test
	void callerThatHasBeenChosenIsNotTooLate() {
		CompletableFuture<Lease> caller = acquire(Duration.ofMillis(1));
		this.rig.executor = (task) -> this.rig.time.schedule(task, ANSWER.toNanos());
		this.store.next("try").answer(ScriptedStore.granted());
		this.rig.pass(ANSWER);
		this.rig.entered(caller);
	}

	@Test
	void silenceIsAnOutageAfterTheReplyTimeout() {
		CompletableFuture<Lease> caller = acquire(Duration.ofMillis(1));
		this.rig.pass(Rig.REPLY_TIMEOUT.minusMillis(20));
		assertThat(caller).isNotDone();
		this.rig.pass(Duration.ofMillis(40));
		assertRefused(caller, LockUnavailableException.class);
	}

	@Test
	void silenceOfAStoreThatFailsIsAnOutageAtOnce() {
		CompletableFuture<Lease> other = this.rig.registry.obtain("other").acquireAsync();
		this.store.next("try").fail();
		CompletableFuture<Lease> caller = acquire(Duration.ofMillis(1));
		this.rig.pass(Duration.ofMillis(20));
		assertRefused(caller, LockUnavailableException.class);
		assertThat(other).isNotDone();
	}

	@Test
	void longWaitEndsByItsTimeout() {
		CompletableFuture<Lease> caller = acquire(Rig.REPLY_TIMEOUT.plusMillis(500));
		this.rig.pass(Rig.REPLY_TIMEOUT.plusMillis(520));
		assertRefused(caller, LockUnavailableException.class);
	}

	private CompletableFuture<Lease> acquire(Duration timeout) {
		return this.rig.registry.obtain("a").acquireAsync(timeout);
	}

	private void assertRefused(CompletableFuture<Lease> caller, Class<? extends Exception> reason) {
		this.rig.time.run();
		assertThat(caller).isCompletedExceptionally();
		assertThat(caller.handle((lease, error) -> error).join()).isInstanceOf(reason);
	}

}
