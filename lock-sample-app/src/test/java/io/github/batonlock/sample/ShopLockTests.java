package io.github.batonlock.sample;

import io.github.batonlock.LockAcquisitionTimeoutException;
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
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willAnswer;

/**
 * Tests the purpose of the lock: no other buyer between the read of the stock and the
 * write.
 */
@SpringBootTest(classes = Shop.class, properties = "shop.payment=0s")
@AutoConfigureTestLocks
class ShopLockTests {

	@Autowired
	private Shop shop;

	@MockitoBean
	private Warehouse warehouse;

	@MockitoBean
	private Instances instances;

	private TestLock lock;

	@BeforeEach
	void stockUp(@Autowired TestLocks locks) {
		this.lock = locks.named("product:7");
		given(this.warehouse.stock(7)).willReturn(3);
	}

	@Test
	void stockIsReadAndWrittenUnderTheLockOfTheProduct() {
		willAnswer((call) -> {
			assertThat(this.lock).isHeldByCurrentThread();
			return 3;
		}).given(this.warehouse).stock(7);
		willAnswer((call) -> assertThat(this.lock).isHeldByCurrentThread()).given(this.warehouse)
			.sell(anyLong(), anyInt(), any());
		this.shop.buy(7);
		then(this.warehouse).should().sell(7, 2, null);
		assertThat(this.lock).wasAcquired(1).wasReleased();
	}

	@Test
	void nothingIsSoldWhileOthersBuy() {
		this.lock.timeOut();
		assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(() -> this.shop.buy(7));
		then(this.warehouse).shouldHaveNoInteractions();
	}

	@Test
	void buyerWhoDoesNotCareForTheLockTakesNone() {
		this.shop.buyUnlocked(7);
		assertThat(this.lock).wasNeverAcquired();
	}

}
