package io.github.batonlock.test.example;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockLostException;
import io.github.batonlock.test.AutoConfigureTestLocks;
import io.github.batonlock.test.TestLock;
import io.github.batonlock.test.TestLocks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;

@SpringBootTest
@AutoConfigureTestLocks
class OrdersTests {

	@Autowired
	Orders orders;

	@MockitoBean
	Carrier carrier;

	TestLock lock;

	@BeforeEach
	void findLock(@Autowired TestLocks locks) {
		this.lock = locks.named("order:42");
	}

	@Test
	void shipsUnderTheLockOfTheOrder() {
		willAnswer((call) -> assertThat(this.lock).isHeldByCurrentThread()).given(this.carrier).collect(42);
		this.orders.ship(42);
		then(this.carrier).should().collect(42);
		assertThat(this.lock).wasAcquired(1).wasReleased();
	}

	@Test
	void leavesAnOrderAloneThatOthersShip() {
		this.lock.timeOut(); // at once, not after the 30s of the annotation
		assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(() -> this.orders.ship(42));
		then(this.carrier).shouldHaveNoInteractions();
	}

	@Test
	void waitsForOthersToFinish(@Autowired TestLocks locks) {
		this.lock.holdElsewhere();
		CompletableFuture<Void> shipping = CompletableFuture.runAsync(() -> this.orders.ship(42));
		await().until(() -> locks.waiting() == 1);
		then(this.carrier).shouldHaveNoInteractions();
		this.lock.free();
		assertThat(shipping).succeedsWithin(Duration.ofSeconds(10));
	}

	@Test
	void failsIfItLosesTheLockMeanwhile() {
		willAnswer((call) -> {
			this.lock.lose();
			return null;
		}).given(this.carrier).collect(42);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.orders.ship(42));
	}

}
