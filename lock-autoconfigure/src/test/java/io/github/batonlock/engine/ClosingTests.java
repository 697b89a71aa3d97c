package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.store.ReleaseReply.Released;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Closing a lease, and what waits for that.
 */
@Timeout(60)
class ClosingTests {

	private final CountDownLatch released = new CountDownLatch(1);

	private final ScriptedStore store = new ScriptedStore();

	private EngineLockRegistry registry(Duration replyTimeout) {
		return new EngineLockRegistry(this.store, (name) -> Rig.OPTIONS, replyTimeout, new LockListener() {

			@Override
			public void released(String name, Duration held) {
				ClosingTests.this.released.countDown();
			}

		});
	}

	private Lease inside(EngineLockRegistry registry) throws Exception {
		this.store.answerWith(ScriptedStore.granted());
		Lease lease = registry.obtain("a").acquireAsync().get(30, TimeUnit.SECONDS);
		this.store.answerWith(null);
		this.store.next("try");
		return lease;
	}

	@Test
	void whoClosesALeaseOfNoThreadDoesNotWaitForTheStore() throws Exception {
		Lease lease = inside(registry(Duration.ofMinutes(10)));
		lease.close();
		assertThat(lease.isValid()).isFalse();
		assertThat(this.released.getCount()).isOne();
		this.store.next("release").answer(new Released());
		assertThat(this.released.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void closingEndsWhenTheStoreHasAnsweredAndListenersHaveBeenTold() throws Exception {
		Lease lease = inside(registry(Duration.ofMinutes(10)));
		CompletableFuture<Void> closing = lease.closeAsync();
		CompletableFuture<Long> untold = closing.thenApply((none) -> this.released.getCount());
		assertThat(lease.isValid()).isFalse();
		assertThat(closing).isNotDone();
		this.store.next("release").answer(new Released());
		assertThat(untold.get(30, TimeUnit.SECONDS)).isZero();
	}

	@Test
	void closingEndsOnAThreadOfTheRegistry() throws Exception {
		CompletableFuture<String> thread = inside(registry(Duration.ofMinutes(10))).closeAsync()
			.thenApply((none) -> Thread.currentThread().getName());
		this.store.next("release").answer(new Released());
		assertThat(thread.get(30, TimeUnit.SECONDS)).startsWith("distributed-lock-");
	}

	@Test
	void closingEndsThoughTheStoreIsSilent() throws Exception {
		CompletableFuture<Void> closing = inside(registry(Duration.ofMillis(50))).closeAsync();
		assertThat(closing.get(30, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void closingOfALeaseThatWasLostOrClosedEndsToo() throws Exception {
		EngineLockRegistry registry = registry(Duration.ofMillis(50));
		Lease lost = inside(registry);
		registry.stop();
		assertThat(lost.closeAsync().get(30, TimeUnit.SECONDS)).isNull();
		assertThat(lost.closeAsync()).isCompleted();
	}

	@Test
	void leaseOfAThreadIsClosedWithoutWaitingWhereThatIsAskedFor() {
		EngineLockRegistry registry = registry(Duration.ofMinutes(10));
		this.store.answerWith(ScriptedStore.granted());
		Lease outer = registry.obtain("a").acquire();
		Lease inner = registry.obtain("a").acquire();
		this.store.answerWith(null);
		this.store.next("try");
		CompletableFuture<Void> closing = inner.closeAsync();
		await().until(closing::isDone);
		assertThat(outer.isValid()).isTrue();
		CompletableFuture<Void> last = outer.closeAsync();
		assertThat(registry.obtain("a").current()).isEmpty();
		assertThat(last).isNotDone();
		this.store.next("release").answer(new Released());
		await().until(last::isDone);
	}

}
