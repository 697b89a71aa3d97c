package io.github.batonlock.engine;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.local.LocalLockStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link DroppedLeases}: with the garbage collector that there is.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class DroppedLeasesTests {

	private static final Duration LIMIT = Duration.ofSeconds(40);

	private final Queue<String> released = new ConcurrentLinkedQueue<>();

	private final LocalLockStore store = new LocalLockStore();

	private final EngineLockRegistry here = registry(this.store);

	private final EngineLockRegistry there = registry(this.store.sibling());

	private EngineLockRegistry registry(LocalLockStore store) {
		return new EngineLockRegistry(store, (name) -> Rig.OPTIONS, Duration.ofSeconds(2), new LockListener() {

			@Override
			public void released(String name, Duration held) {
				DroppedLeasesTests.this.released.add(name);
			}

		});
	}

	@AfterEach
	void close() {
		this.here.close();
		this.there.close();
	}

	@Test
	void leaseThatACancelledFutureHasNotPassedOnIsReleasedAndWarnedOf(CapturedOutput output) {
		Lease held = this.there.obtain("a").acquire();
		cancelDependent();
		held.close();
		awaitReleased("a");
		assertThat(output).contains("Lock 'a' is released in place of an asynchronous lease that was thrown away "
				+ "without being closed (held for ");
		assertThat(this.released).contains("a");
		assertThat(traces()).isZero();
	}

	/** What depends on the lease is cancelled, and not the wait for it. */
	private void cancelDependent() {
		CompletableFuture<Void> work = this.here.obtain("a").acquireAsync().thenAccept(Lease::close);
		await().until(() -> this.here.waiting() == 1);
		work.cancel(false);
	}

	@Test
	void cancelThatIsPassedOnEndsTheWait() {
		Lease held = this.there.obtain("a").acquire();
		CompletableFuture<Lease> lease = this.here.obtain("a").acquireAsync();
		CompletableFuture<Void> work = lease.thenAccept(Lease::close);
		work.whenComplete((result, failure) -> lease.cancel(false));
		work.cancel(false);
		assertThat(this.here.waiting()).isZero();
		held.close();
	}

	@Test
	void leaseThatSomebodyRefersToIsKept() throws Exception {
		Lease kept = this.here.obtain("kept").acquireAsync().get(20, TimeUnit.SECONDS);
		drop("a");
		awaitReleased("a");
		assertThat(kept.isValid()).isTrue();
		Reference.reachabilityFence(kept);
		kept.close();
	}

	@Test
	void leaseWhoseLossAnActionWaitsForIsKept() throws Exception {
		this.here.obtain("kept").acquireAsync().get(20, TimeUnit.SECONDS).onLost(() -> this.released.add("loss"));
		drop("a");
		awaitReleased("a");
		assertThat(this.there.obtain("kept").tryAcquire()).isEmpty();
		assertThat(this.released).doesNotContain("loss");
	}

	@Test
	void leasesOfThreadsAndClosedOnesAreNotWatched() throws Exception {
		try (Lease own = this.here.obtain("a").acquire()) {
			assertThat(own.isValid()).isTrue();
			assertThat(traces()).isZero();
		}
		Lease lease = this.here.obtain("a").acquireAsync().get(20, TimeUnit.SECONDS);
		assertThat(traces()).isOne();
		lease.closeAsync().get(20, TimeUnit.SECONDS);
		assertThat(traces()).isZero();
	}

	private int traces() {
		DroppedLeases dropped = this.here.engine("a").houseKeeper().dropped();
		assertThat(dropped).isNotNull();
		return dropped.size();
	}

	private void drop(String name) throws Exception {
		assertThat(this.here.obtain(name).acquireAsync().get(20, TimeUnit.SECONDS).isValid()).isTrue();
	}

	private void awaitReleased(String name) {
		await().atMost(LIMIT).until(() -> {
			System.gc();
			return this.there.obtain(name).tryAcquire().map((lease) -> {
				lease.close();
				return true;
			}).orElse(false);
		});
	}

}
