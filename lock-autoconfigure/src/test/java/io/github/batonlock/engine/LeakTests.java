package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.ReleaseReply.Released;
import io.github.batonlock.testing.TestOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Locks that nobody will release, and those that are held for suspiciously long.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class LeakTests {

	private static final Duration SOON = Duration.ofMillis(1010);

	private static final LockOptions WATCHED = LockOptions.builder()
		.leakDetectionThreshold(Duration.ofMillis(500))
		.build();

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@Test
	void lockOfAThreadThatHasEndedGoesToTheNext(CapturedOutput output) throws Exception {
		Lease lease = leftBehind(LockOptions.configured());
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.rig.pass(SOON);
		assertThat(lease.isValid()).isFalse();
		this.store.next("release").answer(new ReleaseReply.Granted(0));
		this.rig.entered(waiter);
		assertThat(this.rig.lost).isEmpty();
		assertThat(this.rig.released).containsExactly("a");
		assertThat(output)
			.containsOnlyOnce("Lock 'a' was released in place of thread 'forgetful', which has ended without releasing")
			.doesNotContain("acquired here");
	}

	@Test
	void lockOfAThreadThatHasEndedIsReleasedHoweverOftenItHadEntered() throws Exception {
		Thread thread = new Thread(() -> {
			this.rig.insideAsOwner(LockOptions.configured());
			this.rig.registry.obtain("a").acquire();
		});
		thread.start();
		thread.join();
		this.rig.pass(SOON);
		this.store.next("release").answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void threadThatHasEndedIsNoticedThoughOthersKeepComing() throws Exception {
		leftBehind(LockOptions.configured());
		for (int i = 0; i < 20; i++) {
			this.rig.pass(Duration.ofMillis(55));
			this.rig.acquire().cancel(false);
		}
		assertThat(this.rig.released).containsExactly("a");
	}

	@Test
	void leaseOfAThreadThatHasEndedDoesNotTouchTheNextHolder() throws Exception {
		Lease lease = leftBehind(LockOptions.configured());
		CompletableFuture<Lease> waiter = this.rig.acquire();
		this.rig.pass(SOON);
		this.store.next("release").answer(new ReleaseReply.Granted(0));
		Lease next = this.rig.entered(waiter);
		lease.close();
		assertThat(next.isValid()).isTrue();
		this.rig.assertQuiet();
		assertThat(this.rig.released).hasSize(1);
	}

	@Test
	void threadThatWasLetInAndNeverComesMakesRoomForTheNext() {
		LockSettings settings = LockSettings.of("a", TestOptions.complete(Rig.LEASE, Duration.ofMillis(500)));
		ThreadWaiter absent = new ThreadWaiter(settings, this.rig.time, this.rig.time.now().nanos(),
				Rig.REPLY_TIMEOUT.toNanos());
		this.rig.engine().join("a", absent, (site) -> {
		});
		this.store.next("try").answer(ScriptedStore.granted());
		CompletableFuture<Lease> next = this.rig.acquire();
		this.rig.pass(Rig.REPLY_TIMEOUT);
		this.rig.assertQuiet();
		this.rig.pass(Duration.ofMillis(510));
		this.store.next("release").answer(new ReleaseReply.Granted(0));
		this.rig.entered(next);
	}

	@Test
	void minHoldOutlastsTheThread() throws Exception {
		leftBehind(LockOptions.builder().minHold(Duration.ofSeconds(2)).build());
		this.rig.pass(SOON);
		assertThat(this.rig.released).containsExactly("a");
		this.rig.assertQuiet();
		this.rig.pass(SOON);
		this.store.next("release").answer(new Released());
		this.rig.assertNothingLeft();
	}

	@Test
	void lockOfALivingThreadIsKept() {
		this.rig.insideAsOwner(LockOptions.configured());
		this.rig.pass(Rig.LEASE.dividedBy(4));
		this.rig.assertQuiet();
		assertThat(this.rig.released).isEmpty();
	}

	@Test
	void stackThatAcquiredALeftLockIsLoggedWhereLeaksAreDetected(CapturedOutput output) throws Exception {
		leftBehind(LockOptions.builder().leakDetectionThreshold(Duration.ofHours(1)).build());
		this.rig.pass(SOON);
		assertThat(output).contains("in place of thread 'forgetful'", "It was acquired here", "insideAsOwner");
	}

	@Test
	void longHoldIsWarnedOfOnceAndItsEndIsTold(CapturedOutput output) {
		Lease lease = this.rig.insideAsOwner(WATCHED);
		this.rig.pass(Duration.ofMillis(490));
		assertThat(output).doesNotContain("leak-detection-threshold");
		this.rig.pass(Duration.ofMillis(2000));
		assertThat(output).containsOnlyOnce("leak-detection-threshold")
			.contains("Lock 'a' has been held for 5", "It was acquired here", "insideAsOwner");
		assertThat(lease.isValid()).isTrue();
		this.store.answerWith(new Released());
		lease.close();
		assertThat(output).contains("Lock 'a' was returned after 2490 ms by thread");
	}

	@Test
	void longHoldOfAnAsynchronousLeaseIsWarnedOfWithTheStackThatAskedForIt(CapturedOutput output) {
		CompletableFuture<Lease> lease = this.rig.acquire(WATCHED);
		Sent attempt = this.store.next("try");
		this.rig.pass(Duration.ofMillis(400));
		attempt.answer(ScriptedStore.granted());
		this.rig.entered(lease);
		this.rig.pass(Duration.ofMillis(490));
		assertThat(output).doesNotContain("leak-detection-threshold");
		this.rig.pass(Duration.ofMillis(20));
		assertThat(output).containsOnlyOnce("by an asynchronous lease, for longer than leak-detection-threshold")
			.contains("acquireAsync");
	}

	@Test
	void shortHoldsAreNotSpokenOf(CapturedOutput output) {
		this.rig.leave(this.rig.inside(WATCHED));
		this.rig.pass(Duration.ofSeconds(1));
		assertThat(output).doesNotContain("Lock 'a'");
	}

	@Test
	void noStackIsTakenUnlessLeaksAreDetected() {
		assertThat(((EngineLease) this.rig.inside()).hold().stack).isNull();
	}

	private Lease leftBehind(LockOptions options) throws Exception {
		CompletableFuture<Lease> lease = new CompletableFuture<>();
		Thread thread = new Thread(() -> lease.complete(this.rig.insideAsOwner(options)), "forgetful");
		thread.start();
		thread.join();
		return lease.join();
	}

}
