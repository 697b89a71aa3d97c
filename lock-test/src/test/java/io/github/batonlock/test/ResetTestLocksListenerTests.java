package io.github.batonlock.test;

import java.time.Duration;
import java.util.Optional;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing of one test method affects the next.
 */
@SpringJUnitConfig
@AutoConfigureTestLocks
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ResetTestLocksListenerTests {

	@Autowired
	private TestLocks locks;

	@Autowired
	private LockRegistry registry;

	@BeforeAll
	static void somethingHappensBeforeTheFirst(@Autowired LockRegistry registry) {
		registry.executeLocked("order:0", () -> {
		});
	}

	@BeforeEach
	void simulateSomethingForEachTest() {
		this.locks.named("order:1").timeOut();
	}

	@Test
	@Order(1)
	void simulatesAllThereIsAndFindsNothing() {
		assertThat(this.locks.acquired()).isEmpty();
		this.locks.named("order:2").holdElsewhere();
		this.locks.named("order:3").timeOut();
		this.locks.named("order:4").makeUnavailable();
		this.locks.named("order:5").timeOutOnce();
		this.locks.named("order:6").makeUnavailableOnce();
		this.registry.executeLocked("order:7", () -> {
		});
		try (Lease lease = this.registry.obtain("order:8").acquire()) {
			this.locks.named("order:8").lose();
		}
		this.registry.obtain("order:9", LockOptions.builder().minHold(Duration.ofHours(1)).build()).acquire().close();
		assertThat(this.registry.obtain("order:9").tryAcquire()).isEmpty();
	}

	@Test
	@Order(2)
	void seesOnlyItsOwnSimulations() {
		assertThat(this.locks.acquired()).isEmpty();
		assertThat(this.locks.named("order:8")).wasNeverAcquired();
		for (int i = 2; i <= 9; i++) {
			Optional<Lease> lease = this.registry.obtain("order:" + i).tryAcquire();
			assertThat(lease).as("order:" + i).isPresent();
			lease.get().close();
		}
		assertThat(this.registry.obtain("order:1").tryAcquire()).isEmpty();
	}

	@Test
	@Order(3)
	void concurrentTestKeepsItsSimulations() {
		this.locks.begin();
		this.locks.end();
		assertThat(this.registry.obtain("order:1").tryAcquire()).isEmpty();
	}

	@AfterAll
	static void nothingIsLeftAfterTheLast(@Autowired LockRegistry registry) {
		Optional<Lease> lease = registry.obtain("order:1").tryAcquire();
		assertThat(lease).isPresent();
		lease.get().close();
	}

}
