package io.github.batonlock.redis;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.testing.RedisSentinel;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Locks on a Redis whose master is changed by Sentinels.
 */
@Timeout(120)
class SentinelIntegrationTests {

	private static final String PREFIX = "sentinel";

	private static final LockOptions SHORT_LEASE = LockOptions.builder().lease(Duration.ofSeconds(3)).build();

	private static RedisSentinel sentinel;

	private final Instances instances = new Instances(PREFIX);

	@BeforeAll
	static void startAll() {
		sentinel = RedisSentinel.start();
	}

	@AfterAll
	static void stopAll() {
		sentinel.close();
	}

	@AfterEach
	void stop() {
		this.instances.close();
	}

	@ParameterizedTest
	@EnumSource
	void workGoesOnAfterAFailover(Driver driver) throws Exception {
		assertGoesOnAfter(driver, sentinel::failOver);
	}

	@ParameterizedTest
	@EnumSource
	void workGoesOnAfterTheMasterWasKilled(Driver driver) throws Exception {
		RedisServer master = sentinel.master();
		assertGoesOnAfter(driver, master::kill);
		master.restart();
	}

	/**
	 * The only replica has each lock before it counts as acquired, so the failover loses
	 * none.
	 */
	@ParameterizedTest
	@EnumSource
	void failoverKeepsExclusionWithAcknowledgements(Driver driver) throws Exception {
		sentinel.awaitWhole();
		RedisServer before = sentinel.master();
		List<EngineLockRegistry> registries = IntStream.range(0, 3)
			.mapToObj((i) -> this.instances.start(driver.connect(sentinel.configuration()), 1))
			.toList();
		await().until(() -> LockProbe.subscriptions(before, PREFIX) == 3);
		try (Contention contention = new Contention(registries, List.of("a", "b"), SHORT_LEASE, 2)) {
			contention.awaitEntries(10);
			sentinel.failOver();
			contention.awaitEntries(10);
			for (Guarded guarded : contention.stop()) {
				guarded.assertExclusion();
			}
		}
	}

	private void assertGoesOnAfter(Driver driver, Runnable trouble) throws Exception {
		sentinel.awaitWhole();
		RedisServer before = sentinel.master();
		List<EngineLockRegistry> registries = IntStream.range(0, 3)
			.mapToObj((i) -> this.instances.start(driver.connect(sentinel.configuration())))
			.toList();
		await().until(() -> LockProbe.subscriptions(before, PREFIX) == 3);
		try (Contention contention = new Contention(registries, List.of("a", "b"), SHORT_LEASE, 2)) {
			contention.awaitEntries(10);
			trouble.run();
			await().atMost(Duration.ofSeconds(30)).until(() -> sentinel.master() != before);
			contention.awaitEntries(10);
			for (Guarded guarded : contention.stop()) {
				guarded.assertTokensDiffer();
			}
		}
		await().until(() -> ((List<?>) sentinel.master().command("KEYS", PREFIX + ":*")).stream()
			.allMatch((key) -> key.toString().endsWith("}:fence")));
		assertThat(sentinel.master()).isNotSameAs(before);
	}

}
