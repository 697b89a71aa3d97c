package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.store.ReleaseReply.Queued;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a caller is told who did not get the lock: who has it, and since when.
 */
class HolderInWordsTests {

	private static final LockOptions FIVE_SECONDS = LockOptions.builder().timeout(Duration.ofSeconds(5)).build();

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@Test
	void tellsThreadOfThisJvmAndForHowLong() {
		this.rig.insideAsOwner(LockOptions.configured());
		this.rig.pass(Duration.ofMillis(1200));
		assertRefused(this.rig.tryAcquire(),
				"within 0 ms: held by thread '" + Thread.currentThread().getName() + "' of this JVM, for 1200 ms");
	}

	@Test
	void tellsOtherInstanceAndWhatItsLeaseHasLeft() {
		CompletableFuture<Lease> caller = this.rig.tryAcquire();
		this.store.next("try").answer(ScriptedStore.taken());
		this.store.next("acquire").answer(ScriptedStore.waits(7));
		assertRefused(caller, "within 0 ms: held by instance other, seen 0 ms ago with 9000 ms left of its lease");
	}

	@Test
	void tellsForHowLongOtherInstanceHasBeenSeen() {
		CompletableFuture<Lease> caller = this.rig.acquire(FIVE_SECONDS);
		this.rig.queued(caller, 7);
		this.rig.pass(Duration.ofSeconds(1));
		long firstAnswer = this.rig.time.now().nanos();
		this.rig.passUntilSent();
		this.store.next("acquire").answer(ScriptedStore.waits(7));
		long polled = Duration.ofNanos(this.rig.time.now().nanos() - firstAnswer).toMillis() + 1000;
		this.rig.pass(Duration.ofMillis(5000 - polled));
		assertRefused(caller, "within 5000 ms: held by instance other for at least " + polled + " ms, seen "
				+ (5000 - polled) + " ms ago with 9000 ms left of its lease");
	}

	@Test
	void callerThatComesLaterHearsOfTheOneWhoIsWaitedFor() {
		this.rig.queued(this.rig.acquire(), 7);
		this.rig.pass(Duration.ofMillis(300));
		assertRefused(this.rig.tryAcquire(),
				"within 0 ms: held by instance other, seen 300 ms ago with 9000 ms left of its lease");
	}

	@Test
	void tellsThatNobodyIsInsideWhileMinHoldLasts() {
		this.rig.leave(this.rig.inside(LockOptions.builder().minHold(Duration.ofSeconds(2)).build()));
		this.rig.pass(Duration.ofMillis(500));
		assertRefused(this.rig.tryAcquire(), "within 0 ms: held by nobody, but kept for another 1500 ms by min-hold");
	}

	@Test
	void saysNothingOfAHolderThatIsNotKnown() {
		Lease first = this.rig.inside();
		CompletableFuture<Lease> caller = this.rig.acquire(FIVE_SECONDS);
		this.rig.released(first).answer(new Queued(7)); // does not tell who has been let
														// in
		this.rig.pass(Duration.ofSeconds(2));
		assertRefused(this.rig.tryAcquire(), "within 0 ms");
		assertThat(caller).isNotDone();
	}

	private void assertRefused(CompletableFuture<Lease> caller, String message) {
		this.rig.time.run();
		assertThat(caller).isCompletedExceptionally();
		assertThat(caller.handle((lease, error) -> error).join()).hasMessage("Lock 'a' was not acquired " + message);
	}

}
