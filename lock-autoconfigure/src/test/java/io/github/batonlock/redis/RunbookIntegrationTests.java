package io.github.batonlock.redis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.inspect.RegistryStatus;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The redis-cli commands of {@code docs/operations.md}, sent to a Redis.
 */
@Timeout(60)
class RunbookIntegrationTests {

	private static final Pattern LINE = Pattern.compile("^redis-cli (.+)$", Pattern.MULTILINE);

	private static final String INSTANCE = "3t0q9m2xk7b1c5ya";

	private static final LockOptions SHORT = LockOptions.builder().lease(Duration.ofSeconds(3)).build();

	private final Instances instances = new Instances("lock");

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
	void linesTellWhoHoldsAndWhoQueuesAndDeleteTheLock() throws Exception {
		EngineLockRegistry here = this.instances.start(this.redis);
		EngineLockRegistry there = this.instances.start(this.redis);
		assertThat(here.obtain("order:42", SHORT).acquireAsync().get(20, TimeUnit.SECONDS).isValid()).isTrue();
		CompletableFuture<Lease> waiter = there.obtain("order:42", SHORT).acquireAsync();
		LockProbe.awaitQueue(this.redis, "lock", "order:42", 1);

		List<String> lines = LINE.matcher(Files.readString(Path.of("..", "docs", "operations.md")))
			.results()
			.map((MatchResult line) -> line.group(1).replace("'", "").replace(INSTANCE, instance(here)))
			.toList();
		assertThat(lines).hasSize(6);
		assertThat(send(lines.get(0).replace("--scan --pattern", "KEYS"))).isEqualTo("[" + key(lines.get(1)) + "]");
		assertThat(send(lines.get(1))).startsWith(instance(here) + ":");
		assertThat(Long.parseLong(send(lines.get(2)))).isBetween(1L, 3000L);
		assertThat(send(lines.get(3))).startsWith("[" + instance(there) + ":");
		assertThat(send(lines.get(4))).endsWith(instance(here) + ", 1]");
		assertThat(send(lines.get(5))).isEqualTo("1");
		waiter.get(20, TimeUnit.SECONDS).close();
	}

	private String send(String line) {
		return String.valueOf(this.redis.command(line.split(" ", -1)));
	}

	private static String key(String line) {
		return Stream.of(line.split(" ", -1)).filter((word) -> word.startsWith("lock:")).findFirst().orElseThrow();
	}

	private static String instance(EngineLockRegistry registry) {
		RegistryStatus status = registry.inspector().status();
		assertThat(status).isNotNull();
		return status.instance();
	}

}
