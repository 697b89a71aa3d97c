package io.github.batonlock.micrometer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.testing.TestOptions;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LockMeters} with real locks.
 */
@Timeout(60)
class LockMetersTests {

	private static final LockOptions ORDERS = LockOptions.builder().category("orders").build();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final LocalLockStore store = new LocalLockStore();

	private final EngineLockRegistry here = registry(this.store, new LockMeters(this.meters));

	private final EngineLockRegistry elsewhere = registry(this.store.sibling(), new LockListener() {
	});

	@AfterEach
	void close() {
		this.here.close();
		this.elsewhere.close();
	}

	@Test
	void measuresWaitsAndHolds() {
		try (Lease lease = this.here.obtain("order:7", ORDERS).acquire()) {
			assertThat(lease.isValid()).isTrue();
			assertThat(count("distributed.lock.wait")).isOne();
			assertThat(count("distributed.lock.hold")).isZero();
			assertThat(held()).isOne();
		}
		assertThat(count("distributed.lock.hold")).isOne();
		assertThat(held()).isZero();
		assertThat(this.meters.get("distributed.lock.hold").timer().totalTime(TimeUnit.NANOSECONDS)).isPositive();
	}

	@Test
	void measuresLeasesOfFutures() {
		Lease lease = this.here.obtain("order:7", ORDERS).acquireAsync().join();
		assertThat(count("distributed.lock.wait")).isOne();
		assertThat(held()).isOne();
		lease.closeAsync().join();
		assertThat(count("distributed.lock.hold")).isOne();
		assertThat(held()).isZero();
	}

	@Test
	void countsTimeoutsOfThreadsAndFutures() {
		try (Lease lease = this.elsewhere.obtain("order:7").acquire()) {
			assertThat(this.here.obtain("order:7", ORDERS).tryAcquire()).isEmpty();
			assertThat(this.here.obtain("order:7", ORDERS).acquireAsync(Duration.ZERO)).failsWithin(20,
					TimeUnit.SECONDS);
			assertThat(lease.isValid()).isTrue();
		}
		assertThat(count("distributed.lock.timeouts")).isEqualTo(2);
		assertThat(count("distributed.lock.wait")).isEqualTo(2);
		assertThat(count("distributed.lock.unavailable")).isZero();
		assertThat(held()).isZero();
	}

	@Test
	void countsWhoGotNoAnswer() {
		LockListener orders = new LockMeters(this.meters).forCategory("orders");
		orders.notAcquired("order:7", Duration.ofSeconds(1),
				new LockUnavailableException("order:7", Duration.ofSeconds(1), "it is down", null));
		assertThat(count("distributed.lock.unavailable")).isOne();
		assertThat(count("distributed.lock.timeouts")).isZero();
		assertThat(count("distributed.lock.wait")).isOne();
	}

	@Test
	void interruptedWaitIsNoFailureOfTheLock() {
		LockListener orders = new LockMeters(this.meters).forCategory("orders");
		orders.notAcquired("order:7", Duration.ofSeconds(1),
				new LockInterruptedException("order:7", Duration.ofSeconds(1)));
		assertThat(count("distributed.lock.unavailable")).isZero();
		assertThat(count("distributed.lock.timeouts")).isZero();
		assertThat(count("distributed.lock.wait")).isOne();
	}

	@Test
	void countsLostLeasesOnce() {
		LockOptions brief = LockOptions.builder().category("orders").maxHold(Duration.ofMillis(20)).build();
		try (Lease lease = this.here.obtain("order:7", brief).acquire()) {
			await().until(() -> count("distributed.lock.lost") == 1);
			assertThat(lease.isValid()).isFalse();
		}
		assertThat(count("distributed.lock.hold")).isOne();
		assertThat(held()).isZero();
	}

	@Test
	void distinguishesLocalFromRemoteHandOvers() {
		Lease outside = this.elsewhere.obtain("order:7").acquireAsync().join();
		CompletableFuture<Lease> first = this.here.obtain("order:7", ORDERS).acquireAsync();
		CompletableFuture<Lease> second = this.here.obtain("order:7", ORDERS).acquireAsync();
		CompletableFuture<Lease> third = this.here.obtain("order:7", ORDERS).acquireAsync();
		assertThat(this.here.waiting()).isEqualTo(3);
		outside.close();
		// requested by a single waiter, so the store passes the lock on to the second
		first.join().close();
		// the JVM itself passes the lock on to the third
		second.join().close();
		third.join().close();
		assertThat(handOvers("remote")).isOne();
		assertThat(handOvers("local")).isEqualTo(2);
	}

	@Test
	void lockFoundFreeWasNotHandedOver() {
		for (int i = 0; i < 3; i++) {
			this.here.obtain("order:7", ORDERS).acquire().close();
		}
		assertThat(handOvers("remote")).isZero();
		assertThat(handOvers("local")).isZero();
	}

	@Test
	void tagIsTheCategoryAndNeverTheName() {
		this.here.obtain("order:7", ORDERS).acquire().close();
		this.here.obtain("order:8", ORDERS).acquire().close();
		this.here.obtain("order:9").acquire().close();
		assertThat(this.meters.getMeters()).extracting((meter) -> meter.getId().getTag("name"))
			.containsOnly("orders", "other");
		assertThat(this.meters.getMeters()).extracting(Meter::getId)
			.allSatisfy((id) -> assertThat(id.getName()).startsWith("distributed.lock."));
		assertThat(count("distributed.lock.hold")).isEqualTo(2);
	}

	@Test
	void metersOfACategoryAreThereBeforeTheyCount() {
		new LockMeters(this.meters).forCategory("orders");
		assertThat(this.meters.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsOnly(LockMeters.WAIT, LockMeters.HOLD, LockMeters.TIMEOUTS, LockMeters.UNAVAILABLE,
					LockMeters.LOST, LockMeters.HANDOVERS, LockMeters.HELD);
	}

	@Test
	void storeThatIsStoppedIsUnavailable() {
		this.here.stop();
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> this.here.obtain("order:7", ORDERS).acquire());
		assertThat(this.here.waiting()).isZero();
	}

	private double count(String name) {
		Meter meter = this.meters.get(name).tag("name", "orders").meter();
		return meter.measure().iterator().next().getValue();
	}

	private double handOvers(String kind) {
		return this.meters.get("distributed.lock.handovers").tags("name", "orders", "kind", kind).counter().count();
	}

	private double held() {
		return this.meters.get("distributed.lock.held").tag("name", "orders").gauge().value();
	}

	private static EngineLockRegistry registry(LocalLockStore store, LockListener listener) {
		return new EngineLockRegistry(store, (name) -> TestOptions.COMPLETE, Duration.ofSeconds(2), listener);
	}

}
