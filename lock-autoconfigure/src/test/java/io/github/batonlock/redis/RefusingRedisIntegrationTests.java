package io.github.batonlock.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.Waiting;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Locks on a Redis with unexpected answers.
 */
@ParameterizedClass
@EnumSource(Driver.class)
@Timeout(120)
class RefusingRedisIntegrationTests {

	private static final LockOptions SHORT_LEASE = LockOptions.builder().lease(Duration.ofMillis(1500)).build();

	private final Instances instances = new Instances("lock");

	@Parameter
	private Driver driver;

	private RedisServer redis;

	@BeforeEach
	void startRedis() {
		this.redis = RedisServer.start();
	}

	@AfterEach
	void stop() {
		this.instances.close();
		this.redis.close();
	}

	@Test
	void readOnlyReplicaIsSaidToBeOne() {
		EngineLockRegistry registry = instance();
		this.redis.command("REPLICAOF", "127.0.0.1", "1");
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> registry.obtain("a").tryAcquire(Duration.ofSeconds(2)))
			.withMessageStartingWith("Lock 'a' is unavailable: Redis failed: ")
			.withMessageContaining("read only replica");
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> registry.obtain("a").tryAcquire())
			.withMessageContaining("read only replica");
		this.redis.command("REPLICAOF", "NO", "ONE");
		registry.obtain("a").acquire().close();
	}

	@Test
	void releaseIsRepeatedUntilTheReplicaIsAMaster() {
		EngineLockRegistry here = instance();
		EngineLockRegistry there = instance();
		Lease lease = here.obtain("a").acquire();
		this.redis.command("REPLICAOF", "127.0.0.1", "1");
		lease.close();
		this.redis.command("REPLICAOF", "NO", "ONE");
		there.obtain("a").acquire(Duration.ofSeconds(30)).close();
	}

	@Test
	void waiterOutlastsAReplica() throws Exception {
		EngineLockRegistry registry = instance();
		this.redis.command("REPLICAOF", "127.0.0.1", "1");
		CompletableFuture<Lease> waiter = registry.obtain("a").acquireAsync();
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> registry.obtain("a").tryAcquire(Duration.ofSeconds(2)));
		assertThat(waiter).isNotDone();
		this.redis.command("REPLICAOF", "NO", "ONE");
		waiter.get(30, TimeUnit.SECONDS).close();
	}

	@Test
	void handOverGoesOnWhileMemoryIsOut() throws Exception {
		EngineLockRegistry here = instance();
		EngineLockRegistry there = instance();
		Lease lease = here.obtain("a").acquire();
		CompletableFuture<Lease> waiter = there.obtain("a").acquireAsync();
		LockProbe.awaitQueue(this.redis, "lock", "a", 1);
		this.redis.command("CONFIG", "SET", "maxmemory", "1");
		lease.close();
		Lease next = waiter.get(30, TimeUnit.SECONDS);
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> here.obtain("b").tryAcquire(Duration.ofSeconds(2)))
			.withMessageStartingWith("Lock 'b' is unavailable: Redis failed: ")
			.withMessageContaining("maxmemory");
		assertThat(next.isValid()).isTrue();
		next.close();
		this.redis.command("CONFIG", "SET", "maxmemory", "0");
		here.obtain("b").acquire().close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-publish", "-pubsub", "-subscribe", "-publish -pubsub -subscribe" })
	void everybodyIsServedWithoutPermissionFor(String refused) throws Exception {
		RedisStandaloneConfiguration poor = userWithout(refused);
		for (int i = 0; i < 3; i++) {
			this.instances.start(this.driver, poor);
		}
		this.instances.contend("a", SHORT_LEASE, 2, 120);
		assertThat(this.redis.command("DBSIZE")).isEqualTo(0L);
	}

	@Test
	void everybodyIsServedWhileSubscriptionsThatWereCutAreRefused() throws Exception {
		for (int i = 0; i < 3; i++) {
			instance();
		}
		await().until(() -> LockProbe.subscriptions(this.redis, "lock") == 3);
		this.redis.command("ACL", "SETUSER", "default", "-subscribe");
		this.redis.command("CLIENT", "KILL", "TYPE", "pubsub");
		await().until(() -> LockProbe.subscriptions(this.redis, "lock") == 0);
		this.instances.contend("a", SHORT_LEASE, 2, 200);
	}

	@Test
	void subscribesAgainAfterDropFromQueue() throws Exception {
		EngineLockRegistry here = instance();
		EngineLockRegistry there = instance();
		await().until(() -> LockProbe.subscriptions(this.redis, "lock") == 2);
		Lease lease = here.obtain("a", SHORT_LEASE).acquire();
		this.redis.command("ACL", "SETUSER", "default", "-subscribe");
		this.redis.command("CLIENT", "KILL", "TYPE", "pubsub");
		CompletableFuture<Lease> waiter = there.obtain("a", SHORT_LEASE).acquireAsync();
		LockProbe.awaitQueue(this.redis, "lock", "a", 1);
		CompletableFuture<Lease> next = here.obtain("a", SHORT_LEASE).acquireAsync();
		lease.close();
		this.redis.command("ACL", "SETUSER", "default", "+subscribe");
		await().until(() -> LockProbe.subscriptions(this.redis, "lock") > 0);
		next.get(30, TimeUnit.SECONDS).close();
		waiter.get(30, TimeUnit.SECONDS).close();
	}

	@Test
	void spinningNeedsNoPubSub() throws Exception {
		RedisStandaloneConfiguration poor = userWithout("-publish -pubsub -subscribe");
		for (int i = 0; i < 3; i++) {
			this.instances.start(this.driver, poor);
		}
		LockOptions spin = LockOptions.builder().waiting(Waiting.SPIN).build();
		this.instances.contend("a", spin, 2, 60);
		assertThat(this.redis.command("DBSIZE")).isEqualTo(0L);
	}

	private EngineLockRegistry instance() {
		EngineLockRegistry registry = this.instances.start(this.driver, this.redis.configuration());
		registry.obtain("warm-up").acquire().close();
		return registry;
	}

	private RedisStandaloneConfiguration userWithout(String refused) {
		String permissions = "ACL SETUSER poor on >secret ~* &* +@all " + refused;
		this.redis.command(permissions.split(" "));
		RedisStandaloneConfiguration configuration = this.redis.configuration();
		configuration.setUsername("poor");
		configuration.setPassword("secret");
		return configuration;
	}

}
