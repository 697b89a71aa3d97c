package io.github.batonlock.autoconfigure;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.autoconfigure.micrometer.LockMetricsAutoConfiguration;
import io.github.batonlock.autoconfigure.micrometer.LockObservationAutoConfiguration;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The meters that there are where Spring Boot makes meters of observations too.
 */
class LockSeriesTests {

	private static final Set<String> METERS = Set.of("distributed.lock.wait[name]", "distributed.lock.hold[name]",
			"distributed.lock.timeouts[name]", "distributed.lock.unavailable[name]", "distributed.lock.lost[name]",
			"distributed.lock.handovers[kind, name]", "distributed.lock.held[name]", "distributed.lock.waiting[name]");

	private static final Set<String> OF_OBSERVATIONS = Set.of("distributed.lock[error, name]",
			"distributed.lock.active[name]", "distributed.lock.acquire[error, name]",
			"distributed.lock.acquire.active[name]");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class, LockMetricsAutoConfiguration.class,
				LockObservationAutoConfiguration.class, ObservationAutoConfiguration.class,
				MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local")
		.withBean(Orders.class);

	@Test
	void observationsAreMetersToo() {
		Set<String> all = new TreeSet<>(METERS);
		all.addAll(OF_OBSERVATIONS);
		this.runner
			.run((context) -> assertThat(series(context.getBean(Orders.class), context.getBean(MeterRegistry.class)))
				.containsExactlyInAnyOrderElementsOf(all));
	}

	@Test
	void metersStayWhereObservationsAreSwitchedOff() {
		this.runner.withPropertyValues("management.observations.enable.distributed.lock=false")
			.run((context) -> assertThat(series(context.getBean(Orders.class), context.getBean(MeterRegistry.class)))
				.containsExactlyInAnyOrderElementsOf(METERS));
	}

	@Test
	void activeMetersCanBeDisabled() {
		this.runner.withPropertyValues("management.metrics.observations.ignored-meters=long-task-timer")
			.run((context) -> assertThat(series(context.getBean(Orders.class), context.getBean(MeterRegistry.class)))
				.contains("distributed.lock[error, name]")
				.doesNotContain("distributed.lock.active[name]", "distributed.lock.acquire.active[name]"));
	}

	private static Set<String> series(Orders orders, MeterRegistry meters) {
		orders.ship();
		return meters.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("distributed.lock"))
			.map((id) -> id.getName() + id.getTags().stream().map(Tag::getKey).sorted().toList())
			.collect(Collectors.toSet());
	}

	public static class Orders {

		@DistributedLock("order")
		public void ship() {
		}

	}

}
