package io.github.batonlock.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledFuture;

import io.github.batonlock.Lease;
import io.github.batonlock.micrometer.LockMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.scheduling.TaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willReturn;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

class ReportsTests {

	private static final Duration WAITED = Duration.ofMillis(7);

	private final LiveChannel channel = mock();

	private final TaskScheduler scheduler = mock();

	private final ScheduledFuture<?> beats = mock();

	private final Instances instances = mock();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final LockMeters locks = new LockMeters(this.meters);

	private final Reports reports = new Reports(this.channel, new LockFigures(this.meters), this.instances,
			this.scheduler);

	@BeforeEach
	void prepare() {
		given(this.instances.self()).willReturn("http://here");
		willReturn(this.beats).given(this.scheduler).scheduleAtFixedRate(any(), any(Instant.class), any());
	}

	@Test
	void nothingRunsWhereNobodyWatches() {
		try (Reports.Report report = this.reports.open(1)) {
			buy(1);
		}
		then(this.scheduler).shouldHaveNoInteractions();
		assertThat(frames()).singleElement().satisfies((first) -> assertThat(first.visits()).isEmpty());
	}

	@Test
	void reportsAtMostTenTimesASecondAndALastTime() {
		given(this.channel.publish(any())).willReturn(true);
		try (Reports.Report report = this.reports.open(1)) {
			ArgumentCaptor<Runnable> beat = ArgumentCaptor.captor();
			ArgumentCaptor<Duration> period = ArgumentCaptor.captor();
			then(this.scheduler).should().scheduleAtFixedRate(beat.capture(), any(Instant.class), period.capture());
			assertThat(period.getValue()).isEqualTo(Duration.ofMillis(100));
			buy(1);
			beat.getValue().run();
			buy(1);
			buy(1);
			then(this.beats).should(never()).cancel(false);
		}
		then(this.beats).should().cancel(false);
		assertThat(frames()).extracting((frame) -> frame.visits().size()).containsExactly(0, 1, 2);
		assertThat(frames()).extracting((frame) -> frame.waits().size()).containsExactly(0, 1, 2);
		buy(1);
		assertThat(frames()).hasSize(3);
	}

	@Test
	void visitBeginsWithTheLock() {
		given(this.channel.publish(any())).willReturn(true);
		Instant early = Instant.now().minusSeconds(9);
		try (Reports.Report report = this.reports.open(1)) {
			this.reports.left(new Visit(1, early, Instant.now(), false));
			this.reports.acquired(lease(1), WAITED);
			this.reports.left(new Visit(1, early, Instant.now(), true));
		}
		assertThat(frames().get(1).visits()).satisfiesExactly(
				(unlocked) -> assertThat(unlocked.begin()).isEqualTo(LiveEvent.micros(early)),
				(locked) -> assertThat(locked.begin()).isGreaterThan(LiveEvent.micros(early)));
		assertThat(frames().get(1).waits()).containsExactly(7000L);
	}

	@Test
	void countsTimeoutsOfItsProductOnly() {
		given(this.channel.publish(any())).willReturn(true);
		try (Reports.Report report = this.reports.open(1)) {
			this.reports.notAcquired("product:1", WAITED, new IllegalStateException());
			buy(2);
		}
		assertThat(frames().get(1).waits()).containsExactly(7000L);
		assertThat(frames().get(1).visits()).isEmpty();
	}

	@Test
	void figuresAreThoseOfTheMeters() {
		this.locks.forCategory("product").handedOver("product:1", true);
		this.locks.forCategory("product").handedOver("product:1", true);
		this.locks.forCategory("product").handedOver("product:1", false);
		this.locks.forCategory("other").handedOver("other", false);
		this.reports.open(1);
		assertThat(frames().get(0).figures()).isEqualTo(new LockFigures.Counts(1, 2, 0));
	}

	private void buy(long productId) {
		this.reports.acquired(lease(productId), WAITED);
		this.reports.left(new Visit(productId, Instant.now(), Instant.now(), true));
	}

	private static Lease lease(long productId) {
		Lease lease = mock();
		given(lease.name()).willReturn("product:" + productId);
		return lease;
	}

	private List<LiveEvent.Frame> frames() {
		ArgumentCaptor<LiveEvent> published = ArgumentCaptor.captor();
		then(this.channel).should(atLeastOnce()).publish(published.capture());
		return published.getAllValues().stream().map(LiveEvent.Frame.class::cast).toList();
	}

}
