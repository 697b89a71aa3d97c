package io.github.batonlock;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.testing.TestOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * The contract of a registry, on any store.
 */
@Timeout(60)
public abstract class LockRegistryContract {

	protected static final LockOptions DEFAULTS = TestOptions.complete(Duration.ofSeconds(9), Duration.ofSeconds(20));

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private EngineLockRegistry here;

	private EngineLockRegistry there;

	/**
	 * Creates a store for another instance, on the locks that all stores of this test
	 * share.
	 */
	protected abstract LockStore newStore();

	/** Called before each test, when stores can be created. */
	protected void start() {
		this.here = registry();
		this.there = registry();
	}

	private EngineLockRegistry registry() {
		EngineLockRegistry registry = new EngineLockRegistry(newStore(), (name) -> DEFAULTS, Duration.ofSeconds(2),
				new LockListener() {
				});
		registry.start();
		return registry;
	}

	/** Called after each test. */
	protected void stop() {
		this.here.stop();
		this.there.stop();
		this.threads.shutdownNow();
	}

	@Test
	void excludesOtherInstancesUntilClosed() {
		Lease lease = this.here.obtain("a").acquire();
		assertThat(lease.isValid()).isTrue();
		assertThat(this.there.obtain("a").tryAcquire()).isEmpty();
		lease.close();
		assertThat(lease.isValid()).isFalse();
		try (Lease next = this.there.obtain("a").tryAcquire().orElseThrow()) {
			assertThat(next.name()).isEqualTo("a");
		}
	}

	@Test
	void waitThatIsShorterThanAnAnswerIsATry() {
		for (int i = 0; i < 1000; i++) {
			Lease free = this.here.obtain("free:" + i).tryAcquire(Duration.ofMillis(1)).orElseThrow();
			assertThat(this.there.obtain("free:" + i).tryAcquire(Duration.ofNanos(1))).isEmpty();
			free.close();
		}
	}

	@Test
	void longestTimesChangeNothing() {
		LockOptions longest = LockOptions.builder()
			.timeout(ChronoUnit.FOREVER.getDuration())
			.lease(LockOptions.LONGEST)
			.maxHold(LockOptions.LONGEST)
			.linger(LockOptions.LONGEST)
			.build();
		try (Lease lease = this.here.obtain("a", longest).acquire()) {
			assertThat(lease.isValid()).isTrue();
		}
		try (Lease lease = this.there.obtain("a", longest).acquire(ChronoUnit.FOREVER.getDuration())) {
			assertThat(lease.isValid()).isTrue();
		}
		LockOptions least = longest.withDefaults(LockOptions.builder().minHold(LockOptions.LONGEST).build());
		this.here.obtain("b", least).acquire().close();
		assertThat(this.there.obtain("b").tryAcquire()).isEmpty();
	}

	@Test
	void threadReentersAndReleasesAsOften() {
		LeasedLock lock = this.here.obtain("a");
		lock.lock();
		lock.lock();
		lock.unlock();
		assertThat(this.there.obtain("a").tryLock()).isFalse();
		lock.unlock();
		assertThat(this.there.obtain("a").tryLock()).isTrue();
		this.there.obtain("a").unlock();
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock)
			.withMessageContaining("not held by thread");
	}

	@Test
	void timeoutSaysNameAndHolder() throws Exception {
		try (Lease lease = this.here.obtain("a").acquire()) {
			Future<?> other = this.threads.submit(() -> this.here.obtain("a").acquire(Duration.ofMillis(50)));
			assertThatExceptionOfType(java.util.concurrent.ExecutionException.class).isThrownBy(other::get)
				.withCauseInstanceOf(LockAcquisitionTimeoutException.class)
				.withMessageContaining("Lock 'a' was not acquired within")
				.withMessageContaining(Thread.currentThread().getName());
			assertThat(lease.isValid()).isTrue();
		}
	}

	@Test
	void waiterOfAnotherInstanceIsGranted() throws Exception {
		Lease lease = this.here.obtain("a").acquire();
		Future<Boolean> other = this.threads.submit(() -> this.there.executeLocked("a", () -> true));
		lease.close();
		assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void interruptedWaiterDoesNotHold() throws Exception {
		Lease lease = this.here.obtain("a").acquire();
		CountDownLatch started = new CountDownLatch(1);
		CompletableFuture<Throwable> outcome = new CompletableFuture<>();
		Thread waiter = new Thread(() -> {
			started.countDown();
			try {
				this.here.obtain("a").lockInterruptibly();
				outcome.complete(new AssertionError("acquired"));
			}
			catch (Throwable ex) {
				outcome.complete(ex);
			}
		});
		waiter.start();
		started.await();
		waiter.interrupt();
		assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
		lease.close();
		assertThat(this.there.obtain("a").tryLock()).isTrue();
		this.there.obtain("a").unlock();
	}

	@Test
	void cancelledFutureLeavesNothingHeld() throws Exception {
		Lease lease = this.here.obtain("a").acquire();
		CompletableFuture<Lease> cancelled = this.there.obtain("a").acquireAsync();
		CompletableFuture<Lease> second = this.there.obtain("a").acquireAsync();
		cancelled.cancel(false);
		lease.close();
		second.get(20, TimeUnit.SECONDS).closeAsync().get(20, TimeUnit.SECONDS);
		assertThat(this.here.obtain("a").tryLock()).isTrue();
		this.here.obtain("a").unlock();
	}

	@Test
	void tokensRiseFromLeaseToLease() {
		long last = 0;
		for (int i = 0; i < 20; i++) {
			EngineLockRegistry registry = (i % 3 == 0) ? this.here : this.there;
			try (Lease lease = registry.obtain("a").acquire()) {
				assertThat(lease.fencingToken()).isGreaterThan(last).isEqualTo(lease.fencingToken());
				last = lease.fencingToken();
			}
		}
	}

	@Test
	void endedLeaseGetsNoToken() {
		Lease lease = this.here.obtain("a").acquire();
		lease.close();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lease::fencingToken);
	}

	@Test
	void maxHoldEndsLeaseAndReportsLoss() throws Exception {
		LockOptions shortHold = LockOptions.builder().maxHold(Duration.ofMillis(80)).build();
		Lease lease = this.here.obtain("a", shortHold).acquire();
		CountDownLatch lost = new CountDownLatch(1);
		lease.onLost(lost::countDown);
		assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(lease.isValid()).isFalse();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.here.obtain("a").acquire());
		try (Lease next = this.there.obtain("a").acquire()) {
			lease.close();
			assertThat(next.isValid()).isTrue();
		}
	}

	@Test
	void minHoldOutlastsARestartThoughOthersComeForTheLock() {
		LockOptions job = LockOptions.builder().lease(Duration.ofSeconds(30)).minHold(Duration.ofMinutes(5)).build();
		this.here.obtain("job", job).acquire().close();
		this.here.stop();
		assertThat(this.there.obtain("job", job).tryAcquire()).isEmpty();
		this.here.start();
		assertThat(this.here.obtain("job", job).tryAcquire()).isEmpty();
		assertThat(newStore().inspect("job", 1).toCompletableFuture().join().ownerLeft())
			.isBetween(Duration.ofMinutes(2), Duration.ofMinutes(5));
	}

	@Test
	void lossIsThrownAfterActionOrSuppressedInItsException() {
		IllegalStateException failure = new IllegalStateException("broken");
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.here.executeLocked("a", this.here::stop));
		this.here.start();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.here.executeLocked("b", () -> {
			this.here.stop();
			throw failure;
		})).isSameAs(failure);
		assertThat(failure.getSuppressed()).hasOnlyElementsOfType(LockLostException.class);
	}

	@Test
	void onlyOneIsInsideAndAllAreServed() throws Exception {
		AtomicInteger inside = new AtomicInteger();
		List<Future<?>> work = new ArrayList<>();
		int[] counter = new int[1];
		for (int thread = 0; thread < 8; thread++) {
			EngineLockRegistry registry = (thread % 2 == 0) ? this.here : this.there;
			work.add(this.threads.submit(() -> {
				for (int i = 0; i < 500; i++) {
					registry.executeLocked("counter", () -> {
						assertThat(inside.incrementAndGet()).isOne();
						counter[0]++;
						inside.decrementAndGet();
					});
				}
			}));
		}
		for (Future<?> future : work) {
			future.get(50, TimeUnit.SECONDS);
		}
		assertThat(counter[0]).isEqualTo(4000);
	}

	@Test
	void stopFailsWaitersAndRefusesNewcomers() {
		Lease lease = this.there.obtain("a").acquire();
		CompletableFuture<Lease> waiter = this.here.obtain("a").acquireAsync();
		this.here.stop();
		await().until(waiter::isDone);
		assertThatExceptionOfType(java.util.concurrent.ExecutionException.class).isThrownBy(waiter::get)
			.withCauseInstanceOf(LockUnavailableException.class)
			.withMessageContaining("registry is stopped");
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.here.obtain("b").acquire());
		lease.close();
		this.here.start();
		this.here.obtain("a").acquire().close();
	}

	@Test
	void refusesNamesThatAreBlankOrTooLong() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.here.obtain(" "))
			.withMessage("The name of a lock must not be blank");
		assertThatIllegalArgumentException().isThrownBy(() -> this.here.obtain("x".repeat(1025)))
			.withMessageContaining("1024 bytes");
		assertThatIllegalArgumentException().isThrownBy(() -> this.here.obtain("a").acquire(Duration.ofSeconds(-1)))
			.withMessageContaining("must not be negative");
	}

}
