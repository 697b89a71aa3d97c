package io.github.batonlock.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Locks that require the acknowledgement of a replica, on a master whose replica hangs,
 * returns, and misses writes.
 */
@ParameterizedClass
@EnumSource(Driver.class)
@Timeout(120)
class ReplicasIntegrationTests {

	private static final LockOptions SOON = LockOptions.builder().timeout(Duration.ofSeconds(2)).build();

	private final Instances instances = new Instances("lock");

	@Parameter
	private Driver driver;

	private RedisServer master;

	private RedisServer replica;

	private EngineLockRegistry registry;

	@BeforeEach
	void start() {
		this.master = RedisServer.start("--repl-diskless-sync-delay", "0");
		this.replica = RedisServer.start("--replicaof", this.master.host() + " " + this.master.port());
		await().until(() -> info(this.replica).contains("master_link_status:up"));
		await().until(() -> info(this.master).contains("state=online"));
		this.registry = start(1);
	}

	private EngineLockRegistry start(int acknowledgements) {
		return this.instances.start(this.driver.connect(this.master), acknowledgements);
	}

	@AfterEach
	void stop() {
		this.instances.close();
		this.replica.close();
		this.master.close();
	}

	@Test
	void replicaKnowsTheHolder() {
		for (int i = 0; i < 100; i++) {
			try (Lease lease = this.registry.obtain("a").acquire()) {
				assertThat(lease.isValid()).isTrue();
				assertThat(owners(this.replica)).hasSize(1);
			}
		}
	}

	@Test
	void noCallerAcquiresWhileReplicaHangs() {
		this.replica.pause();
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> this.registry.obtain("a", SOON).acquire())
			.withMessageContaining("Lock 'a' is unavailable: Redis failed: ")
			.withMessageContaining("0 of 1 required replicas acknowledged the lock within 200 ms");
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> this.registry.obtain("a").tryAcquire());
		await().untilAsserted(() -> assertThat(owners(this.master)).isEmpty());
		this.replica.resume();
		try (Lease lease = this.registry.obtain("a").acquire()) {
			assertThat(lease.isValid()).isTrue();
		}
	}

	@Test
	void noCallerAcquiresWithTooFewReplicas() {
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> start(2).obtain("a", SOON).acquire())
			.withMessageContaining("1 of 2 required replicas");
		await().untilAsserted(() -> assertThat(owners(this.master)).isEmpty());
	}

	@Test
	void locksAreHandedOver() throws Exception {
		start(1);
		await().until(() -> LockProbe.subscriptions(this.master, "lock") == 2);
		this.instances.contend("a", LockOptions.configured(), 2, 400);
		await().untilAsserted(() -> assertThat(owners(this.master)).isEmpty());
	}

	@Test
	void manyLocksAtOnceShareConnections() {
		assertThat(connections()).isEmpty();
		List<CompletableFuture<Lease>> leases = IntStream.range(0, 200)
			.mapToObj((i) -> this.registry.obtain("lock " + i).acquireAsync())
			.toList();
		leases.forEach((lease) -> lease.join().close());
		if (this.driver == Driver.LETTUCE) {
			assertThat(connections()).hasSize(1);
			this.registry.stop();
			await().untilAsserted(() -> assertThat(connections()).isEmpty());
		}
		else {
			assertThat(connections()).as("of the pool").hasSizeBetween(1, 8);
		}
	}

	/** On a connection without writes, WAIT counts all replicas. */
	@Test
	void connectionThatIsLostMeanwhileIsNoAcknowledgement() {
		this.replica.pause();
		CompletableFuture<Lease> caller = this.registry.obtain("a", SOON).acquireAsync();
		await().pollInterval(Duration.ofMillis(2)).until(() -> {
			connections().stream()
				.filter((line) -> line.contains("flags=b"))
				.forEach((line) -> this.master.command("CLIENT", "KILL", "ID", line.split("[= ]")[1]));
			return caller.isDone();
		});
		this.replica.resume();
		assertThat(caller).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.withCauseInstanceOf(LockUnavailableException.class);
	}

	@Test
	void userNeedsPermissionsOfThePage() {
		RedisStandaloneConfiguration user = SmallestUser.create(this.master);
		EngineLockRegistry refused = this.instances.start(this.driver.connect(user), 1);
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> refused.obtain("a", SOON).acquire())
			.withMessageContaining("NOPERM");
		this.master.command(
				Stream
					.concat(Stream.of("ACL", "SETUSER", String.valueOf(user.getUsername())),
							SmallestUser.permissionsForReplicas().stream())
					.toArray(String[]::new));
		try (Lease lease = refused.obtain("a").acquire()) {
			assertThat(lease.isValid()).isTrue();
		}
	}

	private List<String> connections() {
		return this.master.command("CLIENT", "LIST")
			.toString()
			.lines()
			.filter((line) -> line.contains("name=baton-replicas-"))
			.toList();
	}

	private static List<?> owners(RedisServer server) {
		return (List<?>) server.command("KEYS", "lock:*owner*");
	}

	private static String info(RedisServer server) {
		return String.valueOf(server.command("INFO", "replication"));
	}

}
