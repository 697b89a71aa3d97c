package com.example.demo;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.testing.CommandStats;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The steps of README.md, twenty times side by side: its class in two applications that
 * have nothing configured. A report takes as long as the lease that a grant begins with,
 * so whoever waits looks for itself at the very moment that it is granted the lock.
 */
@Timeout(120)
@ExtendWith({ RedisExtension.class, OutputCaptureExtension.class })
class ReportsIntegrationTests {

	private static final int RUNS = 20;

	private static final int REPORTS = 3;

	private final ExecutorService threads = Executors.newFixedThreadPool(2 * RUNS);

	@Test
	void applicationsTakeTurns(RedisServer redis, CapturedOutput output) {
		CommandStats stats = CommandStats.of(redis);
		ApplicationContextRunner application = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, AopAutoConfiguration.class,
					DistributedLockAutoConfiguration.class, DistributedLockAspectAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port(),
					"distributed-lock.key-prefix=readme-" + UUID.randomUUID())
			.withBean(Reports.class);
		application.run((first) -> application.run((second) -> {
			List<Future<Void>> callers = Stream.of(first, second)
				.map((context) -> context.getBean(Reports.class))
				.flatMap((reports) -> IntStream.range(0, RUNS).mapToObj((id) -> caller(reports, "run-" + id)))
				.map(this.threads::submit)
				.toList();
			for (Future<Void> caller : callers) {
				caller.get();
			}
		}));
		this.threads.shutdown();
		for (int id = 0; id < RUNS; id++) {
			String report = " report run-" + id + " ";
			assertThat(output.getOut().lines().filter((line) -> line.contains(report)))
				.extracting((line) -> line.substring(line.indexOf(report) + report.length()))
				.hasSize(4 * REPORTS)
				.containsExactlyElementsOf(Stream.generate(() -> List.of("begins", "ends"))
					.limit(2 * REPORTS)
					.flatMap(List::stream)
					.toList());
		}
		assertThat(stats.calls("subscribe")).as("once for each application, as neither is taken for deaf").isEqualTo(2);
	}

	private static Callable<Void> caller(Reports reports, String id) {
		return () -> {
			for (int i = 0; i < REPORTS; i++) {
				reports.write(id);
			}
			return null;
		};
	}

}
