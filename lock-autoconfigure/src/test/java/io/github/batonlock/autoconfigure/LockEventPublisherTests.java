package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.batonlock.Lease;
import io.github.batonlock.LockLostEvent;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockEventPublisher}.
 */
class LockEventPublisherTests {

	private static final LockLostException REASON = new LockLostException("a", "why");

	private final GenericApplicationContext context = mock();

	private final LockEventPublisher publisher = new LockEventPublisher(this.context);

	@Test
	void publishesLostLeases() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class))
			.withPropertyValues("distributed-lock.type=local", "distributed-lock.max-hold=20ms")
			.withBean(Listening.class)
			.run((context) -> {
				List<LockLostEvent> heard = context.getBean(Listening.class).heard;
				try (Lease lease = context.getBean(LockRegistry.class).obtain("a").acquire()) {
					await().until(() -> !heard.isEmpty());
					assertThat(lease.isValid()).isFalse();
				}
				assertThat(heard).singleElement().satisfies((event) -> {
					assertThat(event.lockName()).isEqualTo("a");
					assertThat(event.held()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
					assertThat(event.reason()).hasMessageContaining("max-hold");
				});
			});
	}

	@Test
	void failureOfAnEventListenerIsNotHidden() {
		given(this.context.isActive()).willReturn(true);
		willThrow(new IllegalStateException("broken")).given(this.context).publishEvent(any(Object.class));
		assertThatIllegalStateException().isThrownBy(() -> this.publisher.lost("a", Duration.ZERO, REASON))
			.withMessage("broken");
	}

	@Test
	void closedContextPublishesNothing() {
		willThrow(new IllegalStateException("closed")).given(this.context).publishEvent(any(Object.class));
		assertThatNoException().isThrownBy(() -> this.publisher.lost("a", Duration.ZERO, REASON));
	}

	static class Listening {

		private final List<LockLostEvent> heard = new CopyOnWriteArrayList<>();

		@EventListener
		void lost(LockLostEvent event) {
			this.heard.add(event);
		}

	}

}
