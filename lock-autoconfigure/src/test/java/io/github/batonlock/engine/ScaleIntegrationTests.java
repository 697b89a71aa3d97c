package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.redis.RedisLockStore;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.TestOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many waiters, many names: everybody is served, and nothing is left.
 */
@Timeout(120)
class ScaleIntegrationTests {

	private static final int WAITERS = 10_000;

	private static final int NAMES = 200_000;

	private static final int THREADS = 32;

	private final String name = "order:" + UUID.randomUUID();

	private final List<LettuceConnectionFactory> factories = new ArrayList<>();

	private final List<EngineLockRegistry> registries = new ArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private RedisServer redis;

	/** Not volatile, nor atomic: what the lock is for. */
	private int sections;

	@BeforeEach
	void startTwoInstances() {
		this.redis = RedisServer.start();
		for (int i = 0; i < 2; i++) {
			LettuceConnectionFactory factory = new LettuceConnectionFactory(this.redis.configuration());
			factory.afterPropertiesSet();
			factory.start();
			this.factories.add(factory);
			EngineLockRegistry registry = new EngineLockRegistry(RedisLockStore.builder(factory).build(),
					(name) -> TestOptions.COMPLETE, Duration.ofSeconds(2), new LockListener() {
					});
			this.registries.add(registry);
			registry.start();
		}
		await().until(() -> this.redis.command("PUBSUB", "CHANNELS") instanceof List<?> two && two.size() == 2);
	}

	@AfterEach
	void stop() {
		this.registries.forEach(EngineLockRegistry::stop);
		this.factories.forEach(LettuceConnectionFactory::destroy);
		this.threads.shutdownNow();
		this.redis.close();
	}

	@Test
	void tenThousandFuturesAllGetTheLock() throws Exception {
		Lease gate = registry(0).obtain(this.name).acquire();
		List<CompletableFuture<?>> waiters = new ArrayList<>();
		for (int i = 0; i < WAITERS; i++) {
			waiters.add(registry(i).obtain(this.name).acquireAsync().thenAccept((lease) -> {
				this.sections++;
				lease.close();
			}));
		}
		gate.close();
		CompletableFuture.allOf(waiters.toArray(CompletableFuture[]::new)).get(100, TimeUnit.SECONDS);
		assertThat(this.sections).isEqualTo(WAITERS);
		assertNothingIsLeft();
	}

	@Test
	void tenThousandThreadsAllGetTheLock() throws Exception {
		ExecutorService waiting = virtualThreads();
		// platform threads are too dear for more
		int count = (waiting != this.threads) ? WAITERS : WAITERS / 10;
		Lease gate = registry(0).obtain(this.name).acquire();
		List<Future<?>> waiters = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			EngineLockRegistry registry = registry(i);
			waiters.add(waiting.submit(() -> registry.executeLocked(this.name, () -> this.sections++)));
		}
		gate.close();
		for (Future<?> waiter : waiters) {
			waiter.get(100, TimeUnit.SECONDS);
		}
		waiting.shutdown();
		assertThat(this.sections).isEqualTo(count);
		assertNothingIsLeft();
	}

	@Test
	void namesUsedOnceLeaveNothingButTheCountersOfShards() throws Exception {
		List<Future<?>> work = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			EngineLockRegistry registry = registry(thread);
			String prefix = "once:" + thread + ":";
			work.add(this.threads.submit(() -> {
				for (int i = 0; i < NAMES / THREADS; i++) {
					try (Lease lease = registry.obtain(prefix + i).acquire()) {
						assertThat(i % 10 != 0 || lease.fencingToken() > 0).isTrue();
					}
				}
			}));
		}
		for (Future<?> future : work) {
			future.get(100, TimeUnit.SECONDS);
		}
		for (EngineLockRegistry registry : this.registries) {
			assertThat(registry.engine("any").inUse()).isZero();
		}
		List<String> keys = ((List<?>) this.redis.command("KEYS", "*")).stream().map(String::valueOf).toList();
		assertThat(keys).hasSizeBetween(1, 1024).allMatch((key) -> key.matches("lock:\\{\\d+}:fence"));
		List<String> get = new ArrayList<>(keys);
		get.add(0, "MGET");
		List<?> counters = (List<?>) this.redis.command(get.toArray(String[]::new));
		long now = now();
		assertThat(counters).allMatch((counter) -> number(counter) <= now);
	}

	private void assertNothingIsLeft() {
		await().untilAsserted(() -> {
			assertThat(this.redis.command("DBSIZE")).isEqualTo(0L);
			for (EngineLockRegistry registry : this.registries) {
				assertThat(registry.engine("any").inUse()).isZero();
			}
		});
	}

	private EngineLockRegistry registry(int i) {
		return this.registries.get(i % this.registries.size());
	}

	/** Virtual threads where this JDK has them. */
	private ExecutorService virtualThreads() throws ReflectiveOperationException {
		try {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (NoSuchMethodException ex) {
			return this.threads;
		}
	}

	/** The clock of the server, in the unit of tokens. */
	private long now() {
		List<?> time = (List<?>) this.redis.command("TIME");
		return number(time.get(0)) * 1_000_000 + number(time.get(1));
	}

	private static long number(Object reply) {
		return Long.parseLong(String.valueOf(reply));
	}

}
