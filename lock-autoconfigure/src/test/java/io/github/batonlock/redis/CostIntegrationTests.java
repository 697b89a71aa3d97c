package io.github.batonlock.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.testing.CommandMonitor;
import io.github.batonlock.testing.CommandStats;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.ServerKind;
import io.github.batonlock.testing.TestOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The cost of locks in Redis, as counted by Redis: the cost table of
 * {@code docs/protocol.md}.
 */
@Timeout(120)
class CostIntegrationTests {

	private static final String EACH_SERVER = "io.github.batonlock.testing.ServerKind#all";

	private final String prefix = "cost-" + UUID.randomUUID();

	private final List<LettuceConnectionFactory> factories = new ArrayList<>();

	private final List<EngineLockRegistry> registries = new ArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private RedisServer redis;

	@BeforeEach
	void startRedis() {
		this.redis = RedisServer.start();
	}

	private void use(ServerKind kind) {
		this.redis.close();
		this.redis = kind.start();
	}

	@AfterEach
	void stop() {
		this.registries.forEach(EngineLockRegistry::stop);
		this.factories.forEach(LettuceConnectionFactory::destroy);
		this.threads.shutdownNow();
		this.redis.close();
	}

	@Test
	void uncontendedCycleIsTwoCommandsAndNothingElse() {
		EngineLockRegistry registry = instance();
		try (CommandMonitor monitor = CommandMonitor.of(this.redis)) {
			List<String> expected = new ArrayList<>();
			for (int i = 0; i < 1000; i++) {
				registry.obtain("order:" + i % 7).acquire().close();
				expected.addAll(List.of("set", "evalsha"));
			}
			assertThat(monitor.commands()).isEqualTo(expected);
		}
	}

	@Test
	void threadsOfOneInstanceHardlyAskRedis() throws Exception {
		EngineLockRegistry registry = instance();
		CommandStats stats = CommandStats.of(this.redis);
		long cycles = contend(List.of(registry), 16, 300);
		assertThat(stats.scripts()).isLessThan(cycles / 10);
		assertThat(stats.messages()).isZero();
	}

	@ParameterizedTest
	@MethodSource(EACH_SERVER)
	void handOverBetweenInstancesWithWaitersIsOneScriptAndOneMessage(ServerKind kind) throws Exception {
		use(kind);
		EngineLockRegistry here = instance();
		EngineLockRegistry there = instance();
		Lease gate = here.obtain("w").acquire();
		CompletableFuture<?> ofHere = waiters(here, 400);
		CompletableFuture<?> ofThere = waiters(there, 400);
		LockProbe.awaitQueue(this.redis, this.prefix, "w", 1);
		try (CommandMonitor monitor = CommandMonitor.of(this.redis)) {
			CommandStats stats = CommandStats.of(this.redis);
			gate.close();
			CompletableFuture.allOf(ofHere, ofThere).get(60, TimeUnit.SECONDS);
			await().untilAsserted(() -> assertThat(LockProbe.keys(this.redis, this.prefix)).isZero());
			List<String> commands = monitor.commands();
			long handOvers = stats.messages();
			assertThat(handOvers).isGreaterThan(20);
			assertThat(commands).isSubsetOf("evalsha", "keys", "info");
			assertThat(commands.stream().filter("evalsha"::equals)).hasSizeBetween((int) handOvers,
					(int) handOvers + 2);
		}
	}

	private static CompletableFuture<?> waiters(EngineLockRegistry instance, int count) {
		List<CompletableFuture<?>> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			all.add(instance.obtain("w").acquireAsync().thenAccept(Lease::close));
		}
		return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
	}

	@Test
	void severalThreadsInEachOfTwoInstancesHandOverOncePerTurn() throws Exception {
		List<EngineLockRegistry> instances = List.of(instance(), instance());
		CommandStats stats = CommandStats.of(this.redis);
		long cycles = contend(instances, 4, 1500);
		long handOvers = stats.calls("zpopmin");
		assertThat(handOvers).isGreaterThan(50).isLessThan(cycles / 4);
		assertThat(stats.scripts()).isLessThan(handOvers * 13 / 10 + 20);
		assertThat(stats.messages()).isLessThan(handOvers * 13 / 10 + 20);
	}

	@Test
	void oneThreadInTwoInstancesCostsAtMostThreeCommands() throws Exception {
		List<EngineLockRegistry> instances = List.of(instance(), instance());
		try (CommandMonitor monitor = CommandMonitor.of(this.redis)) {
			CommandStats stats = CommandStats.of(this.redis);
			long cycles = contend(instances, 1, 500);
			assertThat(stats.messages()).isLessThanOrEqualTo(cycles * 2);
			assertThat(monitor.commands()).hasSizeLessThanOrEqualTo((int) cycles * 3);
		}
	}

	@ParameterizedTest
	@MethodSource(EACH_SERVER)
	void sixteenInstancesPayOneMessagePerHandOver(ServerKind kind) throws Exception {
		use(kind);
		List<EngineLockRegistry> instances = new ArrayList<>();
		for (int i = 0; i < 16; i++) {
			instances.add(instance());
		}
		Lease gate = instances.get(0).obtain("herd").acquire();
		CountDownLatch served = new CountDownLatch(15);
		for (EngineLockRegistry instance : instances.subList(1, 16)) {
			this.threads.submit(() -> {
				instance.obtain("herd").acquire().close();
				served.countDown();
			});
		}
		LockProbe.awaitQueue(this.redis, this.prefix, "herd", 15);
		CommandStats stats = CommandStats.of(this.redis);
		gate.close();
		assertThat(served.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(stats.messages()).isEqualTo(15);
		await().until(() -> stats.scripts() >= 16);
		assertThat(stats.scripts()).isEqualTo(16);
	}

	@Test
	void waitersOfOneInstanceAreOneEntryInTheQueue() throws Exception {
		EngineLockRegistry holder = instance();
		EngineLockRegistry waiting = instance();
		Lease gate = holder.obtain("w").acquire();
		List<Future<?>> waiters = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			waiters.add(waiting.obtain("w").acquireAsync().thenAccept(Lease::close));
		}
		LockProbe.awaitQueue(this.redis, this.prefix, "w", 1);
		gate.close();
		for (Future<?> waiter : waiters) {
			waiter.get(60, TimeUnit.SECONDS);
		}
	}

	@ParameterizedTest
	@MethodSource(EACH_SERVER)
	void stoppedRedisIsNoticedByTheDeadline(ServerKind kind) {
		use(kind);
		EngineLockRegistry registry = instance();
		registry.obtain("a").acquire().close();
		this.redis.pause();
		try {
			assertThatExceptionOfType(LockUnavailableException.class)
				.isThrownBy(() -> registry.obtain("a").tryAcquire(Duration.ofSeconds(2)))
				.withMessageStartingWith("Lock 'a' is unavailable: Redis")
				.withMessageContaining("no answer within")
				.satisfies((ex) -> assertThat(ex.getWaited()).isLessThan(Duration.ofSeconds(20)));
		}
		finally {
			this.redis.resume();
		}
		registry.obtain("a").acquire().close();
	}

	/**
	 * All threads take cycles from one supply, so that no thread is left alone at the
	 * end.
	 */
	private long contend(List<EngineLockRegistry> instances, int threadsEach, int cyclesEach) throws Exception {
		long cycles = (long) instances.size() * threadsEach * cyclesEach;
		AtomicLong left = new AtomicLong(cycles);
		List<Future<?>> work = new ArrayList<>();
		for (EngineLockRegistry instance : instances) {
			for (int thread = 0; thread < threadsEach; thread++) {
				work.add(this.threads.submit(() -> {
					while (left.getAndDecrement() > 0) {
						instance.obtain("contended").acquire().close();
					}
				}));
			}
		}
		for (Future<?> future : work) {
			future.get(110, TimeUnit.SECONDS);
		}
		return cycles;
	}

	@Test
	void manyLocksAreRenewedWithFewCommands() throws Exception {
		EngineLockRegistry registry = instance();
		LockOptions options = LockOptions.builder().lease(Duration.ofSeconds(9)).build();
		List<CompletableFuture<Lease>> leases = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			leases.add(registry.obtain("held:" + i, options).acquireAsync());
		}
		CompletableFuture.allOf(leases.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
		CommandStats stats = CommandStats.of(this.redis);
		await().until(() -> stats.calls("pexpire") >= 1000);
		assertThat(stats.scripts() * 10).isLessThan(stats.calls("pexpire"));
	}

	private EngineLockRegistry instance() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(this.redis.configuration());
		factory.afterPropertiesSet();
		factory.start();
		this.factories.add(factory);
		EngineLockRegistry registry = new EngineLockRegistry(
				RedisLockStore.builder(factory).keyPrefix(this.prefix).build(), (name) -> TestOptions.COMPLETE,
				Duration.ofSeconds(2), new LockListener() {
				});
		this.registries.add(registry);
		registry.start();
		int instances = this.registries.size();
		await().until(() -> LockProbe.subscriptions(this.redis, this.prefix) == instances);
		for (int warmUp = 0; warmUp < 3; warmUp++) {
			registry.obtain("warm-up-" + instances).acquire().close();
		}
		return registry;
	}

}
