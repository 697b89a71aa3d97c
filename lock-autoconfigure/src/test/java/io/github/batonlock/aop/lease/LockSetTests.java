package io.github.batonlock.aop.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.call.LockInvoker;
import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.testing.TestLocks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.InOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockSet}, {@link AsyncAcquisition} and {@link Deadline}.
 */
@Timeout(60)
class LockSetTests {

	private static final Duration SOON = Duration.ofMillis(30);

	private final TestLocks locks = new TestLocks();

	private final LockSet abc = several(this.locks.here(), LockOptions.configured(), "a", "b", "c");

	private final LockSet abcSoon = several(this.locks.here(), LockOptions.builder().timeout(SOON).build(), "a", "b",
			"c");

	private final AtomicLong now = new AtomicLong();

	@AfterEach
	void close() {
		this.locks.close();
	}

	@Test
	void holdsAllLocks() {
		try (Lease lease = this.abc.acquire()) {
			assertThat(lease.name()).isEqualTo("a, b, c").isEqualTo(this.abc.toString());
			assertThat(lease.isValid()).isTrue();
			assertThat(held()).containsExactly("a", "b", "c");
			assertThat(this.abc.isAnyHeld()).isTrue();
		}
		assertThat(held()).isEmpty();
		assertThat(this.abc.isAnyHeld()).isFalse();
	}

	@Test
	void holdsNoLockWhenOneIsBusy() {
		try (Lease busy = busy("b")) {
			assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(() -> this.abcSoon.acquire())
				.withMessageStartingWith("Lock 'b' was not acquired within");
			assertThat(held()).containsExactly(busy.name());
			assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.abcSoon.acquireAsync().join())
				.withCauseInstanceOf(LockAcquisitionTimeoutException.class);
			assertThat(held()).containsExactly(busy.name());
		}
	}

	@Test
	void waitsForBusyLock() throws Exception {
		Lease busy = busy("b");
		CompletableFuture<Lease> later = this.abc.acquireAsync();
		await().until(() -> held().contains("a"));
		assertThat(later).isNotDone();
		busy.close();
		try (Lease lease = later.get(20, TimeUnit.SECONDS)) {
			assertThat(lease.isValid()).isTrue();
			assertThat(held()).containsExactly("a", "b", "c");
		}
		assertThat(held()).isEmpty();
	}

	@Test
	void cancelledWaitLeavesNothingHeld() {
		for (int i = 0; i < 50; i++) {
			try (Lease busy = busy("b")) {
				CompletableFuture<Lease> later = this.abc.acquireAsync();
				if (i % 2 == 0) {
					await().pollInterval(Duration.ofMillis(1)).until(() -> held().contains("a"));
				}
				assertThat(later.cancel(false)).isTrue();
				await().pollInterval(Duration.ofMillis(1)).until(() -> held().equals(List.of(busy.name())));
			}
			await().pollInterval(Duration.ofMillis(1)).until(() -> held().isEmpty());
		}
	}

	@Test
	void cancelledWaitAbandonsTheAwaitedLock() {
		LeasedLock first = mock();
		LeasedLock second = mock();
		Lease lease = lease();
		CompletableFuture<Lease> pending = new CompletableFuture<>();
		given(first.acquireAsync(any())).willReturn(CompletableFuture.completedFuture(lease));
		given(second.acquireAsync(any())).willReturn(pending);
		CompletableFuture<Lease> later = new LockSet(List.of(first, second)).acquireAsync();
		later.cancel(false);
		assertThat(pending).isCancelled();
		await().untilAsserted(() -> then(lease).should().closeAsync());
	}

	@Test
	void waitEndsWhenTheNextLockCannotBeRequested() {
		Lease lease = lease();
		LeasedLock second = mock();
		given(second.acquireAsync(any())).willThrow(new IllegalStateException("closed"));
		assertThat(new LockSet(List.of(taking(0, lease), second)).acquireAsync()).failsWithin(Duration.ofSeconds(20))
			.withThrowableOfType(ExecutionException.class)
			.withMessageContaining("closed");
		then(lease).should().closeAsync();
	}

	@Test
	void oneTimeoutAppliesToAllLocks() {
		LeasedLock first = taking(4, mock());
		LeasedLock second = taking(7, mock());
		LeasedLock third = taking(0, mock());
		given(first.timeout()).willReturn(Duration.ofSeconds(30));
		given(second.timeout()).willReturn(Duration.ofSeconds(10));
		given(third.timeout()).willReturn(Duration.ofSeconds(20));
		LockSet all = new LockSet(List.of(first, second, third), this.now::get);
		assertThat(all.acquire().isValid()).isFalse();
		then(first).should().acquire(Duration.ofSeconds(10));
		then(second).should().acquire(Duration.ofSeconds(6));
		then(third).should().acquire(Duration.ZERO);
	}

	@Test
	void oneTimeoutAppliesToAllLocksWithoutBlocking() {
		LeasedLock first = taking(4, mock());
		LeasedLock second = taking(1, mock());
		given(first.timeout()).willReturn(Duration.ofSeconds(10));
		given(second.timeout()).willReturn(Duration.ofSeconds(20));
		assertThat(new LockSet(List.of(first, second), this.now::get).acquireAsync()).isCompleted();
		then(first).should().acquireAsync(Duration.ofSeconds(10));
		then(second).should().acquireAsync(Duration.ofSeconds(6));
	}

	@Test
	void timeoutReportsTheWholeWait() {
		LeasedLock first = taking(4, lease());
		LeasedLock second = mock();
		LockAcquisitionTimeoutException late = new LockAcquisitionTimeoutException("b", Duration.ofSeconds(1), "me");
		given(second.acquire(any())).willThrow(late);
		given(second.acquireAsync(any())).willReturn(CompletableFuture.failedFuture(late));
		LockSet both = new LockSet(List.of(first, second), this.now::get);
		assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(() -> both.acquire())
			.withMessage("Lock 'b' was not acquired within 4000 ms: held by me")
			.withCause(late);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> both.acquireAsync().join())
			.havingCause()
			.withMessage("Lock 'b' was not acquired within 4000 ms: held by me");
	}

	private static Lease lease() {
		Lease lease = mock();
		given(lease.closeAsync()).willReturn(CompletableFuture.completedFuture(null));
		return lease;
	}

	private LeasedLock taking(int seconds, Lease lease) {
		LeasedLock lock = mock();
		given(lock.acquire(any())).will((call) -> {
			this.now.addAndGet(Duration.ofSeconds(seconds).toNanos());
			return lease;
		});
		given(lock.acquireAsync(any())).will((call) -> {
			this.now.addAndGet(Duration.ofSeconds(seconds).toNanos());
			return CompletableFuture.completedFuture(lease);
		});
		return lock;
	}

	@Test
	void failsWhenOneLockWasLostMeanwhile() {
		Lease lost = lease();
		Lease good = lease();
		willThrow(new LockLostException("a", "gone")).given(lost).ensureValid();
		LockSet both = new LockSet(List.of(taking(0, lost), taking(0, good)));
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> both.acquire());
		assertThat(both.acquireAsync()).failsWithin(Duration.ofSeconds(20));
		InOrder order = inOrder(lost, good);
		order.verify(good).close();
		order.verify(lost).close();
		order.verify(good).closeAsync();
		order.verify(lost).closeAsync();
	}

	@Test
	void releasesAllLocksWhenOneReleaseFails() {
		Lease broken = mock();
		Lease good = lease();
		given(broken.closeAsync()).willThrow(new IllegalStateException("broken"));
		LeasedLock busy = mock();
		LockAcquisitionTimeoutException late = new LockAcquisitionTimeoutException("c", Duration.ofSeconds(1), "me");
		given(busy.acquireAsync(any())).willReturn(CompletableFuture.failedFuture(late));
		assertThat(new LockSet(List.of(taking(0, good), taking(0, broken), busy)).acquireAsync())
			.failsWithin(Duration.ofSeconds(20))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(LockAcquisitionTimeoutException.class);
		then(good).should().closeAsync();
	}

	@Test
	void callersWithOppositeOrdersNeverDeadlock() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		List<Future<Integer>> work = new ArrayList<>();
		CountDownLatch start = new CountDownLatch(1);
		for (LockRegistry registry : List.of(this.locks.here(), this.locks.elsewhere())) {
			for (String[] names : new String[][] { { "a", "b", "c" }, { "c", "b", "a" } }) {
				work.add(threads.submit(() -> rounds(registry, names, start)));
			}
		}
		start.countDown();
		for (Future<Integer> each : work) {
			assertThat(each.get(50, TimeUnit.SECONDS)).isEqualTo(500);
		}
		threads.shutdown();
		assertThat(held()).isEmpty();
	}

	private int rounds(LockRegistry registry, String[] names, CountDownLatch start) throws Exception {
		LockInvoker invoker = new LockInvoker(() -> registry, null, true);
		LockOperation operation = new LockOperationSource((text) -> text)
			.find(Carts.class.getDeclaredMethod("order", List.class), Carts.class);
		int done = 0;
		start.await();
		for (int i = 0; i < 500; i++) {
			try {
				invoker.invoke(Objects.requireNonNull(operation), this, new Object[] { List.of(names) }, () -> null);
				done++;
			}
			catch (Throwable ex) {
				throw new IllegalStateException(ex);
			}
		}
		return done;
	}

	@Test
	void interruptLeavesNothingHeld() throws Exception {
		try (Lease busy = busy("b")) {
			AtomicBoolean flagged = new AtomicBoolean();
			interrupt(() -> {
				assertThatExceptionOfType(LockInterruptedException.class).isThrownBy(this.abc::acquire);
				flagged.set(Thread.currentThread().isInterrupted());
			});
			assertThat(flagged).isTrue();
			assertThat(held()).containsExactly(busy.name());
		}
	}

	/** Interrupt an action when it waits. */
	private static void interrupt(Runnable action) throws InterruptedException {
		Thread thread = new Thread(action);
		thread.start();
		await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		thread.interrupt();
		thread.join(20_000);
		assertThat(thread.isAlive()).isFalse();
	}

	@Test
	void emptySetIsAlwaysFree() {
		LockSet none = new LockSet(List.of());
		assertThat(none.names()).isEmpty();
		assertThat(none.acquire().isValid()).isTrue();
		assertThat(none.acquireAsync()).isCompleted();
	}

	/** Held by somebody else, not by this thread, which might enter again. */
	private Lease busy(String name) {
		return this.locks.elsewhere().obtain(name).acquireAsync().join();
	}

	private List<String> held() {
		return Stream.of("a", "b", "c").filter((name) -> !this.locks.isFree(name)).toList();
	}

	static LockSet several(LockRegistry registry, LockOptions options, String... names) {
		return new LockSet(Stream.of(names).map((name) -> registry.obtain(name, options)).toList());
	}

	static class Carts {

		@DistributedLock("#ids")
		void order(List<String> ids) {
		}

	}

}
