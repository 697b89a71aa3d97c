package io.github.batonlock.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostEvent;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Simulations as seen by the application. Timeouts are an hour: a test that waited for
 * one would not end.
 */
@SpringBootTest(classes = TestLockTests.Application.class)
@AutoConfigureTestLocks
@TestPropertySource(properties = "distributed-lock.timeout=1h")
@Timeout(60)
class TestLockTests {

	private static final Duration LONG = Duration.ofHours(1);

	@Autowired
	private TestLocks locks;

	@Autowired
	private LockRegistry registry;

	@Autowired
	private Work work;

	@Autowired
	private Witness witness;

	@BeforeEach
	void forgetLosses() {
		this.witness.lost.clear();
		this.witness.events.clear();
	}

	private TestLock lock() {
		return this.locks.named("order:42");
	}

	@Test
	void isHeldAsLongAsOneOfItsLeasesIs() {
		Lease outer = this.registry.obtain("order:42").acquire();
		this.registry.obtain("order:42").acquire().close();
		assertThat(lock().isHeld()).isTrue();
		outer.close();
		assertThat(lock().isHeld()).isFalse();
	}

	// --- others hold it

	@Test
	void operatorsSeeWhatIsHeldElsewhere() {
		lock().holdElsewhere();
		EngineLockRegistry operated = (EngineLockRegistry) this.registry;
		Request owner = operated.inspector().look("order:42", 1).owner();
		assertThat(owner).isNotNull();
		assertThat(operated.inspector().locate("order:42", owner)).isNotNull().returns("async", Whereabouts::thread);
	}

	@Test
	void callerWaitsWhileTheLockIsHeldElsewhereAndGetsItWhenItIsFree() {
		lock().holdElsewhere();
		CompletableFuture<Void> caller = CompletableFuture.runAsync(() -> this.work.run(42, () -> {
		}));
		await().until(() -> this.locks.waiting() == 1);
		assertThat(lock()).isNotHeld().wasNeverAcquired();
		lock().free();
		assertThat(caller).succeedsWithin(Duration.ofSeconds(30));
		assertThat(lock()).wasAcquired(1).wasReleased();
	}

	@Test
	void lockHeldElsewhereIsNotFree() {
		lock().holdElsewhere();
		assertThat(this.registry.obtain("order:42").tryAcquire()).isEmpty();
		assertThat(this.registry.obtain("order:43").tryAcquire()).isPresent().get().satisfies(Lease::close);
		assertThat(lock()).wasRefused();
	}

	@Test
	void lockCannotBeHeldElsewhereWhileItIsHeldHere() {
		this.work.run(42,
				() -> assertThatIllegalStateException().isThrownBy(lock()::holdElsewhere)
					.withMessage("Lock 'order:42' cannot be held elsewhere, because thread '"
							+ Thread.currentThread().getName() + "' of the application holds it"));
	}

	// --- timeouts

	@Test
	void acquisitionsTimeOutAtOnceUntilTheLockIsFree() {
		lock().timeOut();
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(() -> run(42))
				.satisfies((ex) -> assertThat(ex.getHolder()).contains("instance"));
		}
		lock().free();
		run(42);
		assertThat(lock()).wasAcquired(1).wasReleased();
	}

	@Test
	void everyWayToAcquireTimesOut() throws Exception {
		lock().timeOut();
		assertThatExceptionOfType(LockAcquisitionTimeoutException.class)
			.isThrownBy(() -> this.registry.obtain("order:42").acquire(LONG));
		assertThat(this.registry.obtain("order:42").tryAcquire(LONG)).isEmpty();
		assertThat(this.registry.obtain("order:42").tryLock(1, TimeUnit.HOURS)).isFalse();
		assertThat(this.registry.obtain("order:42").acquireAsync(LONG)).failsWithin(Duration.ofSeconds(30))
			.withThrowableThat()
			.withCauseInstanceOf(LockAcquisitionTimeoutException.class);
	}

	@Test
	void nextAcquisitionTimesOutAndTheOneAfterItDoesNot() {
		lock().timeOutOnce();
		assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(() -> run(42));
		run(42);
		assertThat(lock()).wasRefused().wasAcquired(1);
	}

	@Test
	void newSimulationTakesThePlaceOfTheOldOne() {
		lock().timeOutOnce();
		lock().makeUnavailable();
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> run(42));
		}
		lock().timeOut();
		assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(() -> run(42));
	}

	@Test
	void otherLocksAreNotConcerned() {
		lock().timeOut();
		run(43);
		assertThat(this.locks.acquired()).containsExactly("order:43");
	}

	// --- no store

	@Test
	void acquisitionsFailAtOnceWhileTheStoreIsUnavailable() {
		lock().makeUnavailable();
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> run(42))
				.withMessageStartingWith("Lock 'order:42' is unavailable: The local store failed: "
						+ "the test has made it unavailable");
		}
		lock().free();
		run(42);
		assertThat(lock()).wasRefused().wasAcquired(1);
	}

	@Test
	void nextAcquisitionIsUnavailableAndTheOneAfterItIsNot() {
		lock().makeUnavailableOnce();
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> run(42));
		run(42);
	}

	@Test
	void holderKeepsLockThatIsMadeUnavailable() {
		this.work.run(42, () -> {
			lock().makeUnavailable();
			assertThat(lock()).isHeldByCurrentThread();
		});
		assertThat(lock()).wasReleased();
	}

	// --- losses

	@Test
	void lostLeaseIsInvalidAtOnceAndReported() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.work.run(42, () -> {
			lock().lose();
			assertThat(lock()).isNotHeld();
		})).withMessageContaining("The local store does not know it any more");
		assertThat(lock()).wasLost().wasAcquired(1);
	}

	@Test
	void listenersEventsAndActionsAreToldOfALoss() throws Exception {
		CountDownLatch told = new CountDownLatch(1);
		try (Lease lease = this.registry.obtain("order:42").acquire()) {
			lease.onLost(told::countDown);
			lock().lose();
			assertThat(lease.isValid()).isFalse();
			assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(this.witness.lost.poll(30, TimeUnit.SECONDS)).isEqualTo("order:42");
		assertThat(this.witness.events.poll(30, TimeUnit.SECONDS)).isEqualTo("order:42");
	}

	@Test
	void lossRollsTheTransactionBack() {
		List<Integer> completions = new ArrayList<>();
		TransactionSynchronization witness = new TransactionSynchronization() {

			@Override
			public void afterCompletion(int status) {
				completions.add(status);
			}

		};
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.work.runInTransaction(42, () -> {
			TransactionSynchronizationManager.registerSynchronization(witness);
			lock().lose();
		}));
		assertThat(completions).containsExactly(TransactionSynchronization.STATUS_ROLLED_BACK);
	}

	@Test
	void leaseWhoseTokenIsDrawnCanBeLost() {
		try (Lease lease = this.registry.obtain("order:42").acquire()) {
			lease.fencingToken();
			lock().lose();
			assertThat(lease.isValid()).isFalse();
		}
	}

	@Test
	void othersGetALockThatWasLost() {
		try (Lease lease = this.registry.obtain("order:42").acquire()) {
			lock().lose();
			lock().holdElsewhere();
			assertThat(lease.isValid()).isFalse();
		}
	}

	@Test
	void otherLeasesAreNotLost() {
		try (Lease other = this.registry.obtain("order:43").acquire();
				Lease lease = this.registry.obtain("order:42").acquire()) {
			lock().lose();
			assertThat(lease.isValid()).isFalse();
			assertThat(other.isValid()).isTrue();
		}
	}

	@Test
	void lockThatIsNotHeldCannotBeLost() {
		run(43);
		assertThatIllegalStateException().isThrownBy(lock()::lose)
			.withMessageContaining("Lock 'order:42' cannot be lost, because it is not held here")
			.withMessageContaining("lock 'order:43' was acquired");
	}

	// --- who holds it

	@Test
	void plainLockIsHeldByTheThreadThatTookIt() {
		assertThat(this.registry.obtain("order:42").tryLock()).isTrue();
		assertThat(lock()).isHeldByCurrentThread();
		assertThat(CompletableFuture.supplyAsync(lock()::isHeldByCurrentThread).join()).isFalse();
		assertThat(CompletableFuture.supplyAsync(lock()::isHeld).join()).isTrue();
		this.registry.obtain("order:42").unlock();
		assertThat(lock()).isNotHeld().wasReleased();
	}

	@Test
	void futuresAndPublishersAreSeenToo() {
		this.work.later(42, () -> assertThat(lock()).isHeld()).block(LONG);
		await().untilAsserted(() -> assertThat(lock()).wasAcquired(1).wasReleased());
	}

	@Test
	void nameMustBeOneThatALockCanHave() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.locks.named(" "));
	}

	private void run(long orderId) {
		this.work.run(orderId, () -> {
		});
	}

	/**
	 * Locked methods.
	 */
	public static class Work {

		@DistributedLock(name = "order", key = "#orderId")
		public void run(long orderId, Runnable action) {
			action.run();
		}

		@Transactional
		@DistributedLock(name = "order", key = "#orderId")
		public void runInTransaction(long orderId, Runnable action) {
			action.run();
		}

		@DistributedLock(name = "order", key = "#orderId")
		public Mono<Void> later(long orderId, Runnable action) {
			return Mono.fromRunnable(action);
		}

	}

	/**
	 * Records losses.
	 */
	static class Witness implements LockListener {

		private final BlockingQueue<String> lost = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		@Override
		public void lost(String name, Duration held, LockLostException reason) {
			this.lost.add(name);
		}

		@EventListener
		void on(LockLostEvent event) {
			this.events.add(event.lockName());
		}

	}

	/**
	 * An application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Work.class, Witness.class })
	static class Application {

	}

}
