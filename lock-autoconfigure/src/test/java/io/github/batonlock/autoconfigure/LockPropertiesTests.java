package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.github.batonlock.Fencing;
import io.github.batonlock.LockOptions;
import io.github.batonlock.Waiting;
import io.github.batonlock.autoconfigure.LockProperties.WaitingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockProperties} and {@link LockRule}.
 */
class LockPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(BindingConfiguration.class);

	@Test
	void hasDefaults() {
		this.runner.run((context) -> {
			LockProperties properties = context.getBean(LockProperties.class);
			assertThat(properties.type()).isEqualTo(LockProperties.Type.REDIS);
			assertThat(properties.keyPrefix()).isEqualTo("lock");
			assertThat(properties.replyTimeout()).isEqualTo(Duration.ofSeconds(2));
			assertThat(properties.enabled()).isTrue();
			assertThat(properties.shutdown()).isEqualTo(LockProperties.Shutdown.GRACEFUL);
			assertThat(properties.onLost()).isEqualTo(LockProperties.OnLost.THROW);
			assertThat(properties.aspect().order()).isEqualTo(Ordered.LOWEST_PRECEDENCE - 1000);
			assertThat(properties.replicas()).isEqualTo(new LockProperties.Replicas(0, Duration.ofMillis(500)));
			assertThat(properties.rules()).isEmpty();
			assertThat(properties.any().options()).isEqualTo(LockOptions.builder()
				.timeout(Duration.ofSeconds(10))
				.lease(Duration.ofSeconds(30))
				.maxHold(Duration.ZERO)
				.minHold(Duration.ZERO)
				.waiting(Waiting.PUBSUB)
				.spinInterval(Duration.ofMillis(100))
				.fencing(Fencing.ON_DEMAND)
				.linger(Duration.ZERO)
				.interruptOnLost(false)
				.leakDetectionThreshold(Duration.ZERO)
				.build());
		});
	}

	@Test
	void bindsAllOptions() {
		this.runner.withPropertyValues("distributed-lock.timeout=1s", "distributed-lock.lease=2s",
				"distributed-lock.max-hold=3s", "distributed-lock.min-hold=3s", "distributed-lock.waiting=spin",
				"distributed-lock.spin-interval=10", "distributed-lock.fencing=eager", "distributed-lock.linger=5ms",
				"distributed-lock.interrupt-on-lost=true", "distributed-lock.leak-detection-threshold=1m")
			.run((context) -> assertThat(context.getBean(LockProperties.class).any().options())
				.isEqualTo(LockOptions.builder()
					.timeout(Duration.ofSeconds(1))
					.lease(Duration.ofSeconds(2))
					.maxHold(Duration.ofSeconds(3))
					.minHold(Duration.ofSeconds(3))
					.waiting(Waiting.SPIN)
					.spinInterval(Duration.ofMillis(10))
					.fencing(Fencing.EAGER)
					.linger(Duration.ofMillis(5))
					.interruptOnLost(true)
					.leakDetectionThreshold(Duration.ofMinutes(1))
					.build()));
	}

	@Test
	void bindsRules() {
		this.runner
			.withPropertyValues("distributed-lock.rules[0].name=order:*", "distributed-lock.rules[0].timeout=1s",
					"distributed-lock.rules[0].lease=2s", "distributed-lock.rules[0].max-hold=3s",
					"distributed-lock.rules[0].min-hold=3s", "distributed-lock.rules[0].waiting=spin",
					"distributed-lock.rules[0].spin-interval=10", "distributed-lock.rules[0].fencing=eager",
					"distributed-lock.rules[0].linger=5ms", "distributed-lock.rules[0].interrupt-on-lost=true",
					"distributed-lock.rules[0].leak-detection-threshold=1m", "distributed-lock.rules[1].name=report")
			.run((context) -> assertThat(context.getBean(LockProperties.class).rules()).containsExactly(
					new LockRule("order:*", Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3),
							Duration.ofSeconds(3), WaitingMode.SPIN, Duration.ofMillis(10), Fencing.EAGER,
							Duration.ofMillis(5), true, Duration.ofMinutes(1)),
					new LockRule("report", null, null, null, null, null, null, null, null, null, null)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			timeout                 | -1ms     | must not be less than 0ms, but is -1ms
			lease                   | 99ms     | must not be less than 100ms, but is 99ms
			max-hold                | -5s      | must not be less than 0ms, but is -5000ms
			min-hold                | -5s      | must not be less than 0ms, but is -5000ms
			spin-interval           | 9ms      | must not be less than 10ms, but is 9ms
			reply-timeout           | 0        | must not be less than 1ms, but is 0ms
			linger                  | -1ms     | must not be less than 0ms, but is -1ms
			leak-detection-threshold | -1ms    | must not be less than 0ms, but is -1ms
			replicas.acknowledgements | -1     | must not be negative, but is -1
			replicas.timeout        | 0        | must not be less than 1ms, but is 0ms
			key-prefix              | ' '      | must not be blank
			key-prefix              | '{shop}' | must not contain braces, but is '{shop}'
			rules[1].name           | ' '      | must not be blank
			rules[1].timeout        | -1ms     | must not be less than 0ms, but is -1ms
			rules[1].lease          | 99ms     | must not be less than 100ms, but is 99ms
			rules[1].max-hold       | -5s      | must not be less than 0ms, but is -5000ms
			rules[1].min-hold       | -5s      | must not be less than 0ms, but is -5000ms
			rules[1].spin-interval  | 9ms      | must not be less than 10ms, but is 9ms
			rules[1].linger         | -1ms     | must not be less than 0ms, but is -1ms
			timeout                 | 366d     | must not be longer than 365 days, but is 31622400000ms
			lease                   | 366d     | must not be longer than 365 days, but is 31622400000ms
			max-hold                | 366d     | must not be longer than 365 days, but is 31622400000ms
			min-hold                | P999999D | must not be longer than 365 days, but is PT23999976H
			spin-interval           | 366d     | must not be longer than 365 days, but is 31622400000ms
			reply-timeout           | 366d     | must not be longer than 365 days, but is 31622400000ms
			linger                  | 366d     | must not be longer than 365 days, but is 31622400000ms
			leak-detection-threshold | 366d     | must not be longer than 365 days, but is 31622400000ms
			replicas.timeout        | 366d     | must not be longer than 365 days, but is 31622400000ms
			integration.timeout     | 366d     | must not be longer than 365 days, but is 31622400000ms
			rules[1].lease          | 366d     | must not be longer than 365 days, but is 31622400000ms
			rules[1].min-hold       | 366d     | must not be longer than 365 days, but is 31622400000ms
			""")
	void rejectsValueOutOfRange(String property, String value, String problem) {
		Map<String, Object> properties = new HashMap<>(
				Map.of("distributed-lock.rules[0].name", "a", "distributed-lock.rules[1].name", "b"));
		properties.put("distributed-lock." + property, value);
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("bad", properties)))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Failed to bind properties under 'distributed-lock'")
				.hasRootCauseMessage("distributed-lock." + property + " " + problem));
	}

	@ParameterizedTest
	@ValueSource(strings = { "waiting", "rules[0].waiting" })
	void rejectsTheDefaultOfTheAnnotation(String property) {
		this.runner.withPropertyValues("distributed-lock.rules[0].name=a", "distributed-lock." + property + "=default")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Failed to bind properties under 'distributed-lock." + property + "'"));
	}

	@Test
	void rejectsRuleWithoutName() {
		this.runner.withPropertyValues("distributed-lock.rules[0].lease=1s")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseMessage("distributed-lock.rules[0].name must not be blank"));
	}

	@ParameterizedTest
	@CsvSource({ "type,mongo", "waiting,polling", "fencing,never", "lease,soon", "rules[0].timeout,soon" })
	void rejectsUnreadableValue(String property, String value) {
		this.runner.withPropertyValues("distributed-lock." + property + "=" + value, "distributed-lock.rules[0].name=a")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Failed to bind properties under 'distributed-lock." + property + "'")
				.hasStackTraceContaining(value));
	}

	@Test
	void rejectsMinHoldLongerThanMaxHold() {
		this.runner.withPropertyValues("distributed-lock.min-hold=2s", "distributed-lock.max-hold=1s")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseMessage(
						"distributed-lock.min-hold must not be longer than max-hold, 1000ms, but is 2000ms"));
		this.runner.withPropertyValues("distributed-lock.min-hold=2s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			reply-timeout=100ms  | reply-timeout, 100ms
			lease=300ms          | a third of lease, 100ms
			rules[0].lease=300ms | a third of rules[0].lease, 100ms
			""")
	void rejectsLongerWaitForReplicasThanForRedis(String property, String limit) {
		ApplicationContextRunner waiting = this.runner.withPropertyValues("distributed-lock.rules[0].name=a",
				"distributed-lock.replicas.timeout=100ms", "distributed-lock." + property);
		waiting.run((context) -> assertThat(context).hasNotFailed());
		waiting.withPropertyValues("distributed-lock.replicas.acknowledgements=1")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseMessage(
						"distributed-lock.replicas.timeout must be shorter than " + limit + ", but is 100ms"));
	}

	@Test
	void rejectsRuleThatContradictsCommonValues() {
		this.runner
			.withPropertyValues("distributed-lock.max-hold=1s", "distributed-lock.rules[0].name=a",
					"distributed-lock.rules[1].name=b", "distributed-lock.rules[1].min-hold=2s")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseMessage(
						"distributed-lock.rules[1].min-hold must not be longer than max-hold, 1000ms, but is 2000ms"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties(LockProperties.class)
	static class BindingConfiguration {

	}

}
