package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.Delivery.Way;
import io.github.batonlock.testing.CommandStats;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.RespProxy;
import io.github.batonlock.testing.RespProxy.Limits;
import io.github.batonlock.testing.StricterServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Locks on servers that allow less than Redis: the cost, and the messages in the log.
 */
@ParameterizedClass
@EnumSource(Driver.class)
@ExtendWith(OutputCaptureExtension.class)
@Timeout(240)
class StricterServersIntegrationTests {

	private static final LockOptions DEFAULTS = LockOptions.builder().build();

	private static final LockOptions SHORT_LEASE = LockOptions.builder().lease(Duration.ofSeconds(3)).build();

	private final RedisServer redis = RedisServer.start();

	private final Instances instances = new Instances("lock");

	@Parameter
	private Driver driver;

	private RespProxy proxy;

	@AfterEach
	void stop() {
		this.instances.close();
		this.proxy.close();
		this.redis.close();
	}

	@ParameterizedTest
	@EnumSource(StricterServer.class)
	void handOverIsOneScriptAndOneMessageWithoutSkips(StricterServer server, CapturedOutput output) throws Exception {
		List<EngineLockRegistry> registries = start(3, server, server.delivery());
		warmUp(registries);
		Lease lease = registries.get(0).obtain("a").acquire();
		List<CompletableFuture<Lease>> waiters = Stream.of(1, 2).map((i) -> {
			CompletableFuture<Lease> waiter = registries.get(i).obtain("a").acquireAsync();
			LockProbe.awaitQueue(this.redis, "lock", "a", i);
			return waiter;
		}).toList();
		CommandStats stats = CommandStats.of(this.redis);
		lease.close();
		Lease next = waiters.get(0).get(30, TimeUnit.SECONDS);
		assertThat(Map.of("scripts", stats.scripts(), "messages", stats.messages(), "popped", stats.calls("zpopmin")))
			.isEqualTo(Map.of("scripts", 1L, "messages", 1L, "popped", 1L));
		next.close();
		waiters.get(1).get(30, TimeUnit.SECONDS).close();
		String sentence = (server.delivery().messages() == Way.CLIENT) ? "so the application publishes them"
				: "no such sentence";
		assertThat(output.getAll().split(sentence, -1)).hasSize((sentence.startsWith("so")) ? 4 : 1);
	}

	@ParameterizedTest
	@EnumSource(StricterServer.class)
	void everybodyIsServed(StricterServer server) throws Exception {
		start(3, server, server.delivery());
		this.instances.contend("a", DEFAULTS, 2, 120);
		await().until(() -> LockProbe.keys(this.redis, "lock") == 0);
	}

	@Test
	void locksAreRenewedOneByOneWhereVariablesMayNotBeKeys(CapturedOutput output) {
		EngineLockRegistry registry = start(1, StricterServer.LITERAL_KEYS, StricterServer.LITERAL_KEYS.delivery())
			.get(0);
		List<Lease> leases = IntStream.range(0, 5)
			.mapToObj((i) -> registry.obtain("a" + i, SHORT_LEASE).acquire())
			.toList();
		List<Long> ends = IntStream.range(0, 5).mapToObj(this::expiry).toList();
		for (int i = 0; i < 5; i++) {
			int lock = i;
			await().atMost(30, TimeUnit.SECONDS).until(() -> expiry(lock) > ends.get(lock) + 5000);
			assertThat(leases.get(lock).isValid()).isTrue();
		}
		leases.forEach(Lease::close);
		assertThat(output.getAll().split("each renewal is a separate command", -1)).hasSize(2);
	}

	private long expiry(int lock) {
		String key = new String(new LockKeys("lock").owner("a" + lock), StandardCharsets.UTF_8);
		List<?> time = (List<?>) Objects.requireNonNull(this.redis.command("TIME"));
		return Long.parseLong((String) time.get(0)) * 1000
				+ (Long) Objects.requireNonNull(this.redis.command("PTTL", key));
	}

	@Test
	void scriptsThatAreRefusedAreSaidOnceAtTheStart(CapturedOutput output) {
		EngineLockRegistry registry = start(1, new Limits() {

			@Override
			public @Nullable String refuses(String command) {
				return command.startsWith("EVAL") ? "ERR unknown command '" + command + "'" : null;
			}

		}, new Delivery(Way.NONE, false)).get(0);
		assertThat(registry.isRunning()).isTrue();
		assertThat(output.getAll().split("Distributed locks cannot be acquired, because Redis refuses scripts", -1))
			.hasSize(2);
		assertThat(output).contains("ERR unknown command 'EVAL");
	}

	@ParameterizedTest
	@EnumSource(names = { "PROXY", "SHARDED_PUBLISH" })
	void everybodyPollsWhereNoMessageArrives(StricterServer server, CapturedOutput output) throws Exception {
		start(2, new Limits() {

			@Override
			public @Nullable String refuses(String command) {
				return command.equals("PUBLISH") ? "ERR PUBLISH is disabled here" : null;
			}

			@Override
			public String prelude() {
				return server.prelude();
			}

		}, new Delivery(Way.NONE, false));
		this.instances.contend("a", DEFAULTS, 2, 60);
		assertThat(output.getAll().split("do not arrive, neither from scripts nor from clients", -1)).hasSize(3);
		assertThat(output).doesNotContain("so the application publishes them");
		assertThat(output).contains("Redis says: ERR PUBLISH is disabled here");
	}

	@Test
	void resultIsDiscardedWithTheConnection(CapturedOutput output) {
		Changing server = new Changing();
		EngineLockRegistry registry = start(1, server, new Delivery(Way.CLIENT, false)).get(0);
		server.limits = new Limits() {
		};
		this.redis.command("SCRIPT", "FLUSH");
		this.proxy.cut();
		await().atMost(30, TimeUnit.SECONDS)
			.until(() -> new Delivery(Way.SCRIPT, true)
				.equals(Objects.requireNonNull(registry.inspector().status()).delivery()));
		assertThat(output).contains("arrive again");
	}

	private List<EngineLockRegistry> start(int count, Limits limits, Delivery expected) {
		this.proxy = new RespProxy(this.redis, limits);
		List<EngineLockRegistry> registries = IntStream.range(0, count)
			.mapToObj((i) -> this.instances.start(this.driver, this.proxy.configuration()))
			.toList();
		assertThat(registries.stream().map(Instances::awaitDelivery)).containsOnly(expected);
		return registries;
	}

	/** Makes the server know the scripts. */
	private void warmUp(List<EngineLockRegistry> registries) throws Exception {
		Lease lease = registries.get(0).obtain("warm-up").acquire();
		CompletableFuture<Lease> waiter = registries.get(1).obtain("warm-up").acquireAsync();
		LockProbe.awaitQueue(this.redis, "lock", "warm-up", 1);
		lease.close();
		waiter.get(30, TimeUnit.SECONDS).close();
		await().until(() -> LockProbe.keys(this.redis, "lock") == 0);
	}

	/**
	 * Turns into another server.
	 */
	private static final class Changing implements Limits {

		private volatile Limits limits = StricterServer.SHARDED_PUBLISH;

		@Override
		public String prelude() {
			return this.limits.prelude();
		}

	}

}
