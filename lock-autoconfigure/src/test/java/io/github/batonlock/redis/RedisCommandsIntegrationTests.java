package io.github.batonlock.redis;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.github.batonlock.testing.CommandStats;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for both kinds of {@link RedisCommands} on a Redis that comes and goes.
 */
@ParameterizedClass
@EnumSource(Driver.class)
class RedisCommandsIntegrationTests {

	private static final byte[][] KEYS = { LockKeys.bytes("lock:{1}:owner:a"), LockKeys.bytes("lock:{1}:queue:a") };

	private static final byte[] REQUEST = LockKeys.bytes("i:1:30000:");

	private static final byte[] LEASE = LockKeys.bytes("30000");

	private final RedisServer redis = RedisServer.notStarted();

	@Parameter
	private Driver driver;

	private RedisConnectionFactory factory;

	private RedisCommands commands;

	@BeforeEach
	void create() {
		this.factory = this.driver.connect(this.redis);
		this.commands = RedisCommands.of(this.factory, CommandExecutor.create());
	}

	@AfterEach
	void end() {
		this.commands.close();
		Driver.disconnect(this.factory);
		this.redis.close();
	}

	@Test
	void setsOnlyWhatIsAbsent() throws Exception {
		this.redis.restart();
		assertThat(await(set())).isTrue();
		assertThat(await(set())).isFalse();
		assertThat((Long) this.redis.command("PTTL", "lock:{1}:owner:a")).isBetween(1L, 30_000L);
	}

	@Test
	void runsByTextOnceAndThenByDigest() throws Exception {
		this.redis.restart();
		await(set());
		assertThat(await(renew())).isEqualTo("kept 0");
		CommandStats stats = CommandStats.of(this.redis);
		await(renew());
		assertThat(stats.calls()).isEqualTo(Map.of("evalsha", 1L, "get", 1L, "pexpire", 1L, "zcard", 1L));
	}

	@Test
	void failsWhileRedisIsDownAndWorksWhenItIsBack() throws Exception {
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> await(set()))
			.withStackTraceContaining("onnect");
		this.redis.restart();
		assertThat(await(set())).isTrue();
		assertThat(this.commands.cluster()).isFalse();
	}

	@Test
	void opensTheConnectionOnAnotherThread() {
		Queue<Runnable> opening = new ConcurrentLinkedQueue<>();
		CompletionStage<Boolean> stage = RedisCommands.of(this.factory, opening::add)
			.setIfAbsent(KEYS[0], REQUEST, 30_000, Function.identity());
		assertThat(stage.toCompletableFuture()).isNotDone();
		assertThat(opening).hasSize(1);
	}

	@Test
	void failsAsAStageWhenTheExecutorRefuses() {
		RedisCommands refused = RedisCommands.of(this.factory, (task) -> {
			throw new RejectedExecutionException("full");
		});
		assertThat(refused.setIfAbsent(KEYS[0], REQUEST, 30_000, Function.identity()).toCompletableFuture())
			.isCompletedExceptionally();
	}

	@Test
	void worksAfterTheFactoryWasStoppedAndStarted() throws Exception {
		this.redis.restart();
		await(set());
		((SmartLifecycle) this.factory).stop();
		((SmartLifecycle) this.factory).start();
		assertThat(await(renew())).isEqualTo("kept 0");
	}

	@Test
	void worksAfterItWasClosed() throws Exception {
		this.redis.restart();
		await(set());
		this.commands.close();
		assertThat(await(renew())).isEqualTo("kept 0");
	}

	@Test
	void keepsNoMoreConnectionsThanItNeeds() throws Exception {
		this.redis.restart();
		for (int i = 0; i < 50; i++) {
			await(set());
		}
		CompletableFuture<?>[] many = new CompletableFuture<?>[50];
		for (int i = 0; i < many.length; i++) {
			many[i] = set().toCompletableFuture();
		}
		await(CompletableFuture.allOf(many));
		long clients = String.valueOf(this.redis.command("CLIENT", "LIST")).lines().count() - 1;
		assertThat(clients).isBetween(1L, (this.driver == Driver.LETTUCE) ? 1L : 8L);
	}

	private CompletionStage<Boolean> set() {
		return this.commands.setIfAbsent(KEYS[0], REQUEST, 30_000, Function.identity());
	}

	private CompletionStage<String> renew() {
		return this.commands.run(LockScript.RENEW, Function.identity(), KEYS, REQUEST, LEASE);
	}

	private static <T> T await(CompletionStage<T> stage) throws Exception {
		return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
	}

}
