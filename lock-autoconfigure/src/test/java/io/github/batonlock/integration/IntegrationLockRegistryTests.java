package io.github.batonlock.integration;

import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.testing.TestOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.integration.support.locks.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link IntegrationLockRegistry}.
 */
@Timeout(60)
class IntegrationLockRegistryTests {

	/** A caller that waits for the configured time waits only for one answer. */
	private static final LockOptions ONE_TRY = TestOptions.complete(Duration.ofSeconds(9), Duration.ZERO);

	/** A lock that is lost as soon as it is held. */
	private static final String SHORT = "short";

	private final LocalLockStore store = new LocalLockStore();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final EngineLockRegistry here = registry(this.store);

	private final EngineLockRegistry elsewhere = registry(this.store.sibling());

	private final IntegrationLockRegistry registry = new IntegrationLockRegistry(this.here, null);

	private EngineLockRegistry registry(LocalLockStore store) {
		return new EngineLockRegistry(store, IntegrationLockRegistryTests::configured, Duration.ofSeconds(2),
				new LockListener() {
				});
	}

	private static LockOptions configured(String name) {
		Duration maxHold = name.equals(SHORT) ? Duration.ofMillis(1) : Duration.ZERO;
		return LockOptions.builder().maxHold(maxHold).build().withDefaults(ONE_TRY);
	}

	@AfterEach
	void stop() {
		this.here.close();
		this.elsewhere.close();
		this.threads.shutdownNow();
	}

	@Test
	void lockWaitsForLongerThanIsConfigured() throws Exception {
		waitsForLongerThanIsConfigured(DistributedLock::lock);
	}

	@Test
	void lockWithTimeToLiveWaitsForLongerThanIsConfigured() throws Exception {
		waitsForLongerThanIsConfigured((lock) -> lock.lock(Duration.ofSeconds(3)));
	}

	@Test
	void lockInterruptiblyWaitsForLongerThanIsConfigured() throws Exception {
		waitsForLongerThanIsConfigured(DistributedLock::lockInterruptibly);
	}

	private void waitsForLongerThanIsConfigured(Locking locking) throws Exception {
		Lease other = this.elsewhere.obtain("a").acquireAsync().join();
		Future<?> waiter = this.threads.submit(() -> {
			DistributedLock lock = this.registry.obtain("a");
			locking.lock(lock);
			lock.unlock();
			return null;
		});
		await().until(() -> this.here.waiting() == 1);
		// a caller with the configured wait comes later and is answered earlier
		assertThat(this.threads.submit(() -> this.here.obtain("a").tryAcquire()).get()).isEmpty();
		assertThat(waiter).isNotDone();
		other.close();
		waiter.get();
	}

	@Test
	void ownTimeoutEndsTheWait() {
		this.elsewhere.obtain("a").acquireAsync().join();
		DistributedLock lock = new IntegrationLockRegistry(this.here, Duration.ofMillis(1)).obtain("a");
		assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(lock::lockInterruptibly);
		assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(lock::lock);
	}

	@Test
	void interruptEndsLockInterruptibly() throws Exception {
		this.elsewhere.obtain("a").acquireAsync().join();
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		Thread thread = started(() -> {
			try {
				this.registry.obtain("a").lockInterruptibly();
				thrown.completeExceptionally(new AssertionError("locked"));
			}
			catch (InterruptedException ex) {
				thrown.complete(ex);
			}
		});
		await().until(() -> this.here.waiting() == 1);
		thread.interrupt();
		assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
		assertThat(this.here.waiting()).isZero();
	}

	@Test
	void lockOutlastsInterrupts() throws Exception {
		Lease other = this.elsewhere.obtain("a").acquireAsync().join();
		CompletableFuture<Boolean> flag = new CompletableFuture<>();
		Thread thread = started(() -> {
			this.registry.obtain("a").lock();
			flag.complete(Thread.currentThread().isInterrupted());
			this.registry.obtain("a").unlock();
		});
		await().until(() -> this.here.waiting() == 1);
		thread.interrupt();
		other.close();
		assertThat(flag.get()).isTrue();
		assertFree("a");
	}

	private static Thread started(Runnable action) {
		Thread thread = new Thread(action);
		thread.start();
		return thread;
	}

	@Test
	void tryLockTriesAndReenters() throws Exception {
		Lease other = this.elsewhere.obtain("a").acquireAsync().join();
		DistributedLock lock = this.registry.obtain("a");
		assertThat(lock.tryLock()).isFalse();
		assertThat(lock.tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
		assertThat(lock.tryLock(Duration.ofMillis(1), Duration.ofSeconds(3))).isFalse();
		other.close();
		assertThat(lock.tryLock()).isTrue();
		assertThat(this.registry.obtain("a").tryLock(1, TimeUnit.MILLISECONDS)).isTrue();
		lock.unlock();
		assertThat(this.elsewhere.obtain("a").tryAcquire()).isEmpty();
		lock.unlock();
		assertFree("a");
	}

	@Test
	void timeToLiveIsTheLease() throws Exception {
		this.registry.obtain("a").lock(Duration.ofMinutes(5));
		assertThat(this.registry.obtain("b").tryLock(Duration.ZERO, Duration.ofMinutes(5))).isTrue();
		for (String name : new String[] { "a", "b" }) {
			assertThat(this.here.obtain(name).current().orElseThrow().remaining()).isGreaterThan(Duration.ofMinutes(1));
			this.registry.obtain(name).unlock();
		}
	}

	@Test
	void releaseOfLostLockIsConcurrentModification() {
		DistributedLock lock = lost();
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lock::unlock)
			.withMessageStartingWith("Lock 'short' was lost: ")
			.withCauseInstanceOf(LockLostException.class);
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
	}

	@Test
	void releaseByAnotherThreadIsRefused() {
		this.registry.obtain("a").lock();
		CompletableFuture<Void> other = CompletableFuture.runAsync(this.registry.obtain("a")::unlock, this.threads);
		assertThat(other).failsWithin(Duration.ofSeconds(50))
			.withThrowableThat()
			.havingRootCause()
			.isInstanceOf(IllegalMonitorStateException.class)
			.withMessageContaining(Thread.currentThread().getName());
		this.registry.obtain("a").unlock();
	}

	@Test
	void renewsOnlyWhatTheThreadHolds() {
		assertThatIllegalStateException().isThrownBy(() -> this.registry.renewLock("a"))
			.withMessage(
					"Lock 'a' cannot be renewed: thread '" + Thread.currentThread().getName() + "' does not hold it");
		this.registry.obtain("a").lock();
		assertThatNoException().isThrownBy(() -> this.registry.renewLock("a"));
		assertThatNoException().isThrownBy(() -> this.registry.renewLock("a", Duration.ofSeconds(1)));
		this.registry.obtain("a").unlock();
	}

	@Test
	void renewsNothingThatIsLost() {
		lost();
		assertThatIllegalStateException().isThrownBy(() -> this.registry.renewLock(SHORT))
			.withMessage("Lock 'short' cannot be renewed: it has been lost");
	}

	@Test
	void keepsLocksHoweverOldTheyAre() {
		this.registry.obtain("a").lock();
		this.registry.expireUnusedOlderThan(0);
		assertThat(this.elsewhere.obtain("a").tryAcquire()).isEmpty();
		this.registry.obtain("a").unlock();
	}

	@Test
	void stopWaitsForWhatIsHeld() throws Exception {
		DistributedLock lock = this.registry.obtain("a");
		lock.lock();
		lock.lock(Duration.ofSeconds(3));
		lock.lockInterruptibly();
		lock.tryLock();
		lock.tryLock(1, TimeUnit.SECONDS);
		lock.tryLock(Duration.ZERO, Duration.ofSeconds(3));
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.registry.start();
		this.registry.stop(() -> stopped.complete(null));
		for (int entries = 6; entries > 0; entries--) {
			assertThat(stopped).isNotDone();
			lock.unlock();
		}
		assertThat(stopped).isDone();
	}

	@Test
	void stopDoesNotWaitForAThreadThatHasEnded() throws Exception {
		Thread thread = new Thread(() -> this.registry.obtain("a").lock());
		thread.start();
		thread.join();
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.registry.stop(() -> stopped.complete(null));
		assertThat(stopped).isDone();
	}

	@Test
	void stopWaitsForWhatIsHeldThoughOthersReleaseMoreThanTheyTook() throws Exception {
		DistributedLock lock = this.registry.obtain("a");
		lock.lock();
		CompletableFuture.runAsync(() -> {
			this.here.obtain("b").lock(); // not through the bridge
			this.registry.obtain("b").unlock();
		}, this.threads).get(20, TimeUnit.SECONDS);
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.registry.stop(() -> stopped.complete(null));
		assertThat(stopped).isNotDone();
		lock.unlock();
		assertThat(stopped).isDone();
	}

	@Test
	void stopDoesNotWaitForWhatIsNotHeld() {
		DistributedLock lock = this.registry.obtain("a");
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lost()::unlock);
		Lease other = this.elsewhere.obtain("a").acquireAsync().join();
		assertThat(lock.tryLock()).isFalse();
		other.close();
		lock.lock();
		lock.unlock();
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.registry.stop(() -> stopped.complete(null));
		assertThat(stopped).isDone();
	}

	@Test
	void anyObjectIsKnownByItsText() {
		this.registry.obtain(42).lock();
		assertThat(this.here.obtain("42").current()).isPresent();
		this.registry.obtain("42").unlock();
	}

	@Test
	void refusesKeysWithoutATextOfTheirOwn() {
		for (Object key : new Object[] { new Object(), new byte[] { 1 }, new Textless(42) }) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.registry.obtain(key))
				.withMessage("A key of type " + key.getClass().getTypeName()
						+ " has no toString of its own: each object would be a different lock");
			assertThatIllegalArgumentException().isThrownBy(() -> this.registry.renewLock(key));
		}
		assertThatNoException().isThrownBy(() -> this.registry.obtain("java.lang.Object@1"));
		assertThatNoException().isThrownBy(() -> this.registry.obtain(UUID.randomUUID()));
		assertThatNoException().isThrownBy(() -> this.registry.obtain(TimeUnit.DAYS));
	}

	@Test
	void messagesEscapeNames() {
		assertThatIllegalStateException().isThrownBy(() -> this.registry.renewLock("a\nb"))
			.withMessageStartingWith("Lock 'a\\u000Ab' cannot be renewed");
		assertThat(this.registry.obtain("a\nb")).hasToString("IntegrationLock[a\\u000Ab]");
	}

	@Test
	void locksOfOneNameAreEqual() {
		DistributedLock lock = this.registry.obtain("a");
		assertThat(lock).isEqualTo(this.registry.obtain("a"))
			.hasSameHashCodeAs(this.registry.obtain("a"))
			.isNotEqualTo(this.registry.obtain("b"))
			.isNotEqualTo(new IntegrationLockRegistry(this.here, null).obtain("a"))
			.isNotEqualTo(null)
			.isNotEqualTo("a");
		assertThat(this.registry.obtain(42)).isEqualTo(this.registry.obtain("42"));
	}

	/** Returns a lock that the calling thread has acquired and lost. */
	private DistributedLock lost() {
		DistributedLock lock = this.registry.obtain(SHORT);
		lock.lock();
		CompletableFuture<Void> lost = new CompletableFuture<>();
		this.here.obtain(SHORT).current().orElseThrow().onLost(() -> lost.complete(null));
		lost.join();
		return lock;
	}

	private void assertFree(String name) {
		Lease lease = this.elsewhere.obtain(name).acquireAsync(Duration.ofSeconds(20)).join();
		lease.close();
	}

	/**
	 * A key that equals others, but has no text.
	 */
	private static final class Textless {

		private final int value;

		private Textless(int value) {
			this.value = value;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Textless that && this.value == that.value;
		}

		@Override
		public int hashCode() {
			return this.value;
		}

	}

	/**
	 * A way to acquire a lock.
	 */
	@FunctionalInterface
	private interface Locking {

		void lock(DistributedLock lock) throws InterruptedException;

	}

}
