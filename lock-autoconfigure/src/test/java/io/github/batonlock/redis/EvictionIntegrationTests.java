package io.github.batonlock.redis;

import java.util.stream.Stream;

import io.github.batonlock.testing.RecordingListener;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.ServerKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Warnings about a Redis that may evict locks, on each kind of server. The requests
 * differ between drivers, the answers do not.
 */
@ParameterizedClass
@MethodSource("serversAndDrivers")
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class EvictionIntegrationTests {

	private static final String WARNING = "maxmemory-policy is 'allkeys-lru'. Set it to 'noeviction'";

	private static final String ANY_WARNING = "maxmemory-policy";

	private final RecordingListener listener = new RecordingListener();

	@Parameter(0)
	private ServerKind kind;

	@Parameter(1)
	private Driver driver;

	private RedisServer redis;

	private RedisConnectionFactory factory;

	private RedisLockStore store;

	static Stream<Arguments> serversAndDrivers() {
		return ServerKind.all()
			.flatMap((kind) -> Stream.of(Driver.values())
				.filter((driver) -> kind == ServerKind.USUAL || driver == Driver.LETTUCE)
				.map((driver) -> Arguments.of(kind, driver)));
	}

	@AfterEach
	void stop() {
		this.store.stop();
		Driver.disconnect(this.factory);
		this.redis.close();
	}

	@Test
	void redisThatMayEvictLocksIsWarnedOfOnce(CapturedOutput output) {
		this.redis = this.kind.start("--maxmemory-policy", "allkeys-lru");
		connect(this.redis.configuration());
		this.store.resubscribe();
		this.listener.awaitSubscriptions(2);
		this.store.stop();
		this.store.start("i2", this.listener);
		this.listener.awaitSubscriptions(3);
		assertThat(output).containsOnlyOnce(WARNING);
	}

	@Test
	void redisThatEvictsNothingIsNotSpokenOf(CapturedOutput output) {
		this.redis = this.kind.start("--maxmemory-policy", "noeviction", "--maxmemory", "100mb");
		connect(this.redis.configuration());
		assertThat(output).doesNotContain(ANY_WARNING);
	}

	@Test
	void readsPolicyWithoutPermissionForConfig(CapturedOutput output) {
		this.redis = this.kind.start("--maxmemory-policy", "allkeys-lru");
		connect(userWithout("-config"));
		assertThat(output).containsOnlyOnce(WARNING);
	}

	@Test
	void readsPolicyIfConfigCommandIsRenamed(CapturedOutput output) {
		this.redis = this.kind.start("--maxmemory-policy", "allkeys-lru", "--rename-command", "CONFIG", "");
		connect(this.redis.configuration());
		assertThat(output).containsOnlyOnce(WARNING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "allkeys-lru", "noeviction" })
	void redisThatTellsNothingIsNotSpokenOf(String policy, CapturedOutput output) {
		this.redis = this.kind.start("--maxmemory-policy", policy);
		connect(userWithout("-config -info"));
		assertThat(output).doesNotContain(ANY_WARNING).doesNotContain("WARN").doesNotContain("NOPERM");
	}

	@Test
	void redisThatComesLaterIsLookedAtThen(CapturedOutput output) {
		this.redis = this.kind.notStarted("--maxmemory-policy", "allkeys-lru");
		this.factory = this.driver.connect(this.redis);
		this.store = RedisLockStore.builder(this.factory).build();
		this.store.start("i1", this.listener);
		assertThat(output).doesNotContain(ANY_WARNING);
		this.redis.restart();
		await().untilAsserted(() -> assertThat(output).containsOnlyOnce(WARNING));
	}

	private void connect(RedisStandaloneConfiguration configuration) {
		this.factory = this.driver.connect(configuration);
		this.store = RedisLockStore.builder(this.factory).build();
		this.store.start("i1", this.listener);
		this.listener.awaitSubscriptions(1);
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
