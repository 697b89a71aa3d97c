package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.store.LockState;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;
import io.github.batonlock.testing.RedisCluster;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.SlotMigration;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.ClusterSlotHashUtil;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Locks in a Redis Cluster with failing nodes and moving slots.
 */
@Timeout(120)
class ClusterIntegrationTests {

	private static final LockOptions DEFAULTS = LockOptions.builder().build();

	private static final LockOptions SHORT_LEASE = LockOptions.builder().lease(Duration.ofSeconds(3)).build();

	private static RedisCluster cluster;

	private final String prefix = "cluster-" + UUID.randomUUID();

	private final LockKeys keys = new LockKeys(this.prefix);

	private final Instances instances = new Instances(this.prefix);

	@BeforeAll
	static void startCluster() {
		cluster = RedisCluster.start();
	}

	@AfterAll
	static void stopCluster() {
		cluster.close();
	}

	@AfterEach
	void stop() {
		this.instances.close();
	}

	@Test
	void anyNameGoesFromOneInstanceToAnother() throws Exception {
		List<EngineLockRegistry> registries = start(2);
		assertHandedOver(registries.get(0), registries.get(1));
	}

	@Test
	void anyNameGoesFromOneInstanceToAnotherByJedis() throws Exception {
		EngineLockRegistry here = this.instances.start(jedis());
		EngineLockRegistry there = this.instances.start(jedis());
		await().until(() -> subscriptions() == 2);
		assertHandedOver(here, there);
	}

	private void assertHandedOver(EngineLockRegistry here, EngineLockRegistry there) throws Exception {
		List<String> names = Stream
			.concat(Stream.of(" a b ", "{x}", "}{", "{}", "a:{b}:{c}", "\uD83D\uDD12{\u00E9}\u4E2D", "two\nlines\r\n"),
					IntStream.range(0, 30).mapToObj((i) -> "order:" + i))
			.toList();
		assertThat(names.stream().map((name) -> cluster.masterOf(slot(name))).distinct()).hasSize(3);
		for (String name : names) {
			long token;
			CompletableFuture<Lease> waiter;
			try (Lease lease = here.obtain(name).acquire()) {
				token = lease.fencingToken();
				waiter = there.obtain(name).acquireAsync();
				awaitQueue(name);
			}
			try (Lease next = waiter.get(5, TimeUnit.SECONDS)) {
				assertThat(next.fencingToken()).isGreaterThan(token);
				assertThat(here.obtain(name).tryAcquire()).isEmpty();
			}
		}
		assertNothingIsLeft();
	}

	@Test
	void eachDriverInspectsAndReleasesByForce() throws Exception {
		List<RedisConnectionFactory> factories = List.of(lettuce(), jedis());
		List<EngineLockRegistry> registries = factories.stream().map(this.instances::start).toList();
		EngineLockRegistry there = this.instances.start(lettuce());
		await().until(() -> subscriptions() == 3);
		for (EngineLockRegistry here : registries) {
			LockInspector view = here.inspector();
			Lease lease = here.obtain("a b").acquire();
			CompletableFuture<Lease> waiter = there.obtain("a b").acquireAsync();
			awaitQueue("a b");
			LockState state = view.look("a b", 10);
			assertThat(state.ownerLeft()).isPositive();
			assertThat(state.queue()).hasSize(1);
			Request owner = Objects.requireNonNull(state.owner());
			assertAnswers(there, owner, Thread.currentThread().getName());
			assertThat(view.release("a b", owner)).isTrue();
			Lease next = waiter.get(5, TimeUnit.SECONDS);
			assertAnswers(here, Objects.requireNonNull(view.look("a b", 1).owner()), "async");
			assertThat(here.inspector().locate("a b", new Request("gone:1:30000:"))).isNull();
			next.close();
			lease.close();
		}
		assertNothingIsLeft();
	}

	private static void assertAnswers(EngineLockRegistry asker, Request owner, String thread) {
		Whereabouts answer = await().until(() -> asker.inspector().locate("a b", owner), Objects::nonNull);
		assertThat(answer.thread()).isEqualTo(thread);
	}

	@Test
	void exclusionOutlastsAFailover() throws Exception {
		List<String> names = List.of("a", "b", "c");
		try (Contention contention = new Contention(start(3), names, DEFAULTS, 2)) {
			contention.awaitEntries(10);
			for (String name : names) {
				RedisServer replica = cluster.replicaOf(slot(name));
				replica.command("CLUSTER", "FAILOVER");
				await().atMost(30, TimeUnit.SECONDS).until(() -> cluster.masterOf(slot(name)) == replica);
				contention.awaitEntries(10);
			}
			for (Guarded guarded : contention.stop()) {
				guarded.assertExclusion();
			}
			assertThat(contention.failures()).noneMatch(LockLostException.class::isInstance);
		}
		assertNothingIsLeft();
	}

	@Test
	void workGoesOnAfterAMasterWasKilled() throws Exception {
		try (Contention contention = new Contention(start(3), List.of("a", "b"), SHORT_LEASE, 2)) {
			contention.awaitEntries(10);
			RedisServer master = cluster.masterOf(slot("a"));
			RedisServer replica = cluster.replicaOf(slot("a"));
			master.kill();
			await().atMost(30, TimeUnit.SECONDS).until(() -> cluster.masterOf(slot("a")) == replica);
			contention.awaitEntries(10);
			for (Guarded guarded : contention.stop()) {
				guarded.assertTokensDiffer();
			}
			master.restart();
		}
		cluster.awaitWhole();
		assertNothingIsLeft();
	}

	@Test
	void exclusionOutlastsTheMoveOfASlot() throws Exception {
		int slot = slot("a");
		List<String> names = Stream.concat(Stream.of("a"), IntStream.range(0, 100_000).mapToObj((i) -> "b" + i))
			.filter((name) -> slot(name) == slot)
			.limit(4)
			.toList();
		List<EngineLockRegistry> registries = start(3);
		try (Contention contention = new Contention(registries, names.subList(1, 4), DEFAULTS, 2)) {
			for (int i = 0; i < 4; i++) {
				contention.awaitEntries(10);
				move(slot, registries.get(i % 3).obtain(names.get(0)));
			}
			contention.awaitEntries(10);
			for (Guarded guarded : contention.stop()) {
				guarded.assertExclusion();
			}
			assertThat(contention.failures()).noneMatch(LockLostException.class::isInstance);
		}
		assertNothingIsLeft();
	}

	@Test
	void lockIsHandedOverWhileItsSlotMoves() throws Exception {
		List<EngineLockRegistry> registries = start(2);
		Lease lease = registries.get(0).obtain("a").acquire();
		CompletableFuture<Lease> waiter = registries.get(1).obtain("a").acquireAsync();
		awaitQueue("a");
		Lease next;
		try (SlotMigration migration = SlotMigration.begin(cluster, slot("a"))) {
			lease.close();
			next = waiter.get(5, TimeUnit.SECONDS);
			assertThat(migration.moveKey()).isTrue();
		}
		next.close();
		assertNothingIsLeft();
	}

	@Test
	void leaseIsRenewedWhileItsSlotMoves() {
		try (Lease lease = start(1).get(0).obtain("a", SHORT_LEASE).acquire();
				SlotMigration migration = SlotMigration.begin(cluster, slot("a"))) {
			RedisServer from = cluster.masterOf(slot("a"));
			String owner = new String(this.keys.owner("a"), StandardCharsets.UTF_8);
			long end = expiry(from, owner);
			await().until(() -> expiry(from, owner) > end);
			assertThat(migration.moveKey()).isTrue();
			assertThat(lease.isValid()).isTrue();
		}
		assertNothingIsLeft();
	}

	private static long expiry(RedisServer node, String key) {
		return (Long) node.command("PEXPIRETIME", key);
	}

	/**
	 * Moves a slot, after each kind of redirection has been needed for it.
	 */
	private void move(int slot, LeasedLock free) {
		Redirections redirections = new Redirections();
		Lease lease;
		try (SlotMigration migration = SlotMigration.begin(cluster, slot)) {
			lease = free.acquire();
			redirections.await("ASK");
			migration.moveKey();
			redirections.await("TRYAGAIN");
		}
		lease.close();
		redirections.await("MOVED");
	}

	// --- what the tests are written with

	private List<EngineLockRegistry> start(int count) {
		List<EngineLockRegistry> registries = IntStream.range(0, count)
			.mapToObj((i) -> this.instances.start(lettuce()))
			.toList();
		await().until(() -> subscriptions() == count);
		return registries;
	}

	private static RedisConnectionFactory lettuce() {
		ClusterTopologyRefreshOptions refresh = ClusterTopologyRefreshOptions.builder()
			.adaptiveRefreshTriggersTimeout(Duration.ofMillis(500))
			.build();
		LettuceConnectionFactory factory = new LettuceConnectionFactory(cluster.configuration(),
				LettuceClientConfiguration.builder()
					.clientOptions(ClusterClientOptions.builder().topologyRefreshOptions(refresh).build())
					.shutdownTimeout(Duration.ZERO)
					.build());
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	private static RedisConnectionFactory jedis() {
		JedisConnectionFactory factory = new JedisConnectionFactory(cluster.configuration());
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	private int slot(String name) {
		return ClusterSlotHashUtil.calculateSlot(this.keys.owner(name));
	}

	private int subscriptions() {
		return cluster.nodes().stream().mapToInt((node) -> LockProbe.subscriptions(node, this.prefix)).sum();
	}

	private void awaitQueue(String name) {
		String queue = new String(this.keys.ownerAndQueue(name)[1], StandardCharsets.UTF_8);
		RedisServer master = cluster.masterOf(slot(name));
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.until(() -> master.command("ZCARD", queue).equals(1L));
	}

	private void assertNothingIsLeft() {
		await().until(() -> cluster.masters()
			.stream()
			.flatMap((node) -> ((List<?>) node.command("KEYS", this.prefix + ":*")).stream())
			.allMatch((key) -> key.toString().endsWith("}:fence")));
	}

	/**
	 * The redirections that the nodes of the cluster have returned since this object was
	 * created.
	 */
	private static final class Redirections {

		private final List<String> before = cluster.nodes().stream().map(Redirections::errors).toList();

		void await(String kind) {
			org.awaitility.Awaitility.await(kind).pollInterval(Duration.ofMillis(5)).until(() -> {
				List<String> after = cluster.nodes().stream().map(Redirections::errors).toList();
				return IntStream.range(0, after.size())
					.anyMatch((i) -> count(after.get(i), kind) > count(this.before.get(i), kind));
			});
		}

		private static String errors(RedisServer node) {
			return String.valueOf(node.command("INFO", "errorstats"));
		}

		private static long count(String errors, String kind) {
			String head = "errorstat_" + kind + ":count=";
			return errors.lines()
				.filter((line) -> line.startsWith(head))
				.mapToLong((line) -> Long.parseLong(line.substring(head.length())))
				.sum();
		}

	}

}
