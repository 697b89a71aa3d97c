package io.github.batonlock.actuate;

import java.time.Duration;

import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.inspect.RegistryStatus;
import io.github.batonlock.inspect.RegistryStatus.Failure;
import io.github.batonlock.store.Delivery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests for {@link LocksHealthIndicator}.
 */
class LocksHealthIndicatorTests {

	private static final Duration LATELY = Duration.ofMillis(9900);

	private static final Duration LONG_AGO = Duration.ofMillis(10_100);

	private final LockInspector inspector = mock();

	private final LocksHealthIndicator indicator = new LocksHealthIndicator(this.inspector);

	@Test
	void isUpWithoutACommandWhereOneWasAnsweredLately() {
		Health health = health(true, LATELY, null);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("instance", "i1")
			.containsEntry("subscribed", true)
			.containsEntry("sinceAnswer", LATELY);
		verify(this.inspector, never()).look(anyString(), anyInt());
	}

	@Test
	void looksItselfWhereNothingWasAnsweredLately() {
		assertThat(health(true, LONG_AGO, null).getStatus()).isEqualTo(Status.UP);
		verify(this.inspector).look(anyString(), anyInt());
	}

	@Test
	void looksItselfWhereNothingWasEverAsked() {
		assertThat(health(true, null, null).getStatus()).isEqualTo(Status.UP);
		verify(this.inspector).look(anyString(), anyInt());
	}

	@Test
	void isDownWithoutACommandWhereTheNewestOneFailedLately() {
		Health health = health(true, Duration.ZERO, new Failure("Redis is away", LATELY));
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("failure", "Redis is away").containsEntry("sinceFailure", LATELY);
		verify(this.inspector, never()).look(anyString(), anyInt());
	}

	@Test
	void isUpAgainWhereTheStoreAnswersAWhileAfterAFailure() {
		assertThat(health(true, LONG_AGO, new Failure("Redis is away", LONG_AGO)).getStatus()).isEqualTo(Status.UP);
		verify(this.inspector).look(anyString(), anyInt());
	}

	@Test
	void isDownWhereTheStoreDoesNotAnswer() {
		given(this.inspector.look(anyString(), anyInt()))
			.willThrow(new LockUnavailableException("health", Duration.ZERO, "Redis is away", null));
		Health health = health(true, LONG_AGO, null);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("instance", "i1");
		assertThat(health.getDetails().get("error")).asString().contains("Redis is away");
	}

	@Test
	void isDownWhereRenewalsFailThoughOtherCommandsAreAnswered() {
		Failure refused = new Failure("Redis refused it", LATELY);
		given(this.inspector.status())
			.willReturn(new RegistryStatus("i1", "Redis", true, null, Duration.ZERO, null, LONG_AGO, refused));
		Health health = this.indicator.health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("failure", "Redis refused it")
			.containsEntry("sinceRenewal", LONG_AGO);
	}

	@Test
	void isUpAgainAWhileAfterTheLastRenewalThatFailed() {
		Failure refused = new Failure("Redis refused it", LONG_AGO);
		given(this.inspector.status())
			.willReturn(new RegistryStatus("i1", "Redis", true, null, Duration.ZERO, null, null, refused));
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void isUnknownWhereTheStoreCannotBeLookedInto() {
		given(this.inspector.look(anyString(), anyInt())).willThrow(new UnsupportedOperationException("not this one"));
		assertThat(health(true, null, null).getStatus()).isEqualTo(Status.UNKNOWN);
		assertThat(health(true, LATELY, null).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void isUnknownWithoutSubscription() {
		Health health = health(false, LATELY, null);
		assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
		assertThat(health.getDetails()).containsEntry("subscribed", false);
	}

	@Test
	void reportsDeliveryOnceItIsKnown() {
		assertThat(health(true, LATELY, null).getDetails()).doesNotContainKeys("messages", "probe");
		given(this.inspector.status()).willReturn(new RegistryStatus("i1", "Redis", true,
				new Delivery(Delivery.Way.CLIENT, false), LATELY, null, null, null));
		assertThat(this.indicator.health().getDetails()).containsEntry("messages", "client")
			.containsEntry("probe", "no");
		given(this.inspector.status()).willReturn(new RegistryStatus("i1", "Redis", false,
				new Delivery(Delivery.Way.NONE, false), LATELY, null, null, null));
		Health none = this.indicator.health();
		assertThat(none.getDetails()).containsEntry("messages", "none");
		assertThat(none.getStatus()).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void isOutOfServiceWhileTheRegistryDoesNotRun() {
		assertThat(this.indicator.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		verify(this.inspector, never()).look(anyString(), anyInt());
	}

	private Health health(boolean subscribed, @Nullable Duration sinceAnswer, @Nullable Failure failure) {
		given(this.inspector.status())
			.willReturn(new RegistryStatus("i1", "Redis", subscribed, null, sinceAnswer, failure, null, null));
		return this.indicator.health();
	}

}
