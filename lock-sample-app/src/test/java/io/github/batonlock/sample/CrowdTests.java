package io.github.batonlock.sample;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.LockAcquisitionTimeoutException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

class CrowdTests {

	private static final Duration WAITED = Duration.ofSeconds(30);

	private final Shop shop = mock();

	private final Waits waits = new Waits();

	private final Crowd crowd = new Crowd(this.shop, this.waits, mock());

	@Test
	void distinguishesTimeoutsFailuresAndVisits() {
		AtomicInteger buyers = new AtomicInteger();
		willAnswer((call) -> {
			switch (buyers.incrementAndGet()) {
				case 1, 2 -> throw timeout();
				case 3 -> throw new IllegalStateException("no money");
				default -> {
					return null;
				}
			}
		}).given(this.shop).buy(anyLong());
		Crowd.Result result = this.crowd.buy(1, 10, true);
		assertThat(buyers).hasValue(10);
		assertThat(result.timeouts()).isEqualTo(2);
		assertThat(result.failures()).containsExactly("java.lang.IllegalStateException: no money");
		assertThat(result.waits()).containsExactly(WAITED, WAITED);
	}

	@Test
	void waitsForOtherProductsDoNotCount() {
		this.waits.record(1);
		this.waits.notAcquired("product:2", WAITED, new IllegalStateException());
		assertThat(this.waits.recorded(1)).isEmpty();
	}

	private RuntimeException timeout() {
		RuntimeException timeout = new LockAcquisitionTimeoutException("product:1", WAITED, null);
		this.waits.notAcquired("product:1", WAITED, timeout);
		return timeout;
	}

}
