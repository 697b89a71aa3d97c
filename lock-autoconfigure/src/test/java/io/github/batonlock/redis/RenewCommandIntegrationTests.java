package io.github.batonlock.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.github.batonlock.store.LockStore.Renewal;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.testing.CommandStats;
import io.github.batonlock.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Renewals of many locks if the keys of several locks are in different places without the
 * knowledge of the client.
 */
class RenewCommandIntegrationTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	@ParameterizedTest
	@EnumSource(Driver.class)
	void clusterOfOneServerThatIsTakenForASingleOne(Driver driver) {
		try (RedisServer redis = RedisServer.start("--cluster-enabled", "yes", "--cluster-config-file",
				"nodes-of-one-" + driver + ".conf")) {
			redis.command("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
			Awaitility.await()
				.until(() -> String.valueOf(redis.command("CLUSTER", "INFO")).contains("cluster_state:ok"));
			RedisConnectionFactory factory = driver.connect(redis);
			RedisLockStore store = RedisLockStore.builder(factory).build();
			List<Renewal> renewals = renewals(20);
			renewals.forEach((each) -> await(store.tryAcquire(each.name(), each.request(), LEASE)));
			assertThat(renewed(store.renewAll(renewals))).hasSize(20).containsOnly(new RenewReply.Kept(0));
			CommandStats stats = CommandStats.of(redis);
			assertThat(renewed(store.renewAll(renewals))).hasSize(20).containsOnly(new RenewReply.Kept(0));
			assertThat(stats.scripts()).isEqualTo(20);
			Driver.disconnect(factory);
		}
	}

	@Test
	void proxyThatLooksForAllWhereTheFirstOneIs() {
		LockKeys keys = new LockKeys("lock");
		Proxy proxy = new Proxy();
		RenewCommand command = new RenewCommand(proxy, keys, new Replies(new Courier(proxy, keys)));
		assertThat(renewed(command.renewAll(renewals(3)))).containsOnly(new RenewReply.Kept(0));
	}

	private static List<Renewal> renewals(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> new Renewal("name:" + i, new Request("i:" + i + ":30000:"), LEASE))
			.toList();
	}

	private static List<RenewReply> renewed(List<CompletionStage<RenewReply>> answers) {
		return answers.stream().map(RenewCommandIntegrationTests::await).toList();
	}

	private static <T> T await(CompletionStage<? extends T> answer) {
		return answer.<T>thenApply((reply) -> reply).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
	}

	/**
	 * Knows one lock on each server, and asks the server of the first key.
	 */
	private static final class Proxy implements RedisCommands {

		@Override
		public <R> CompletionStage<R> setIfAbsent(byte[] key, byte[] value, long millis, Function<Boolean, R> reader) {
			return CompletableFuture.failedStage(new UnsupportedOperationException());
		}

		@Override
		public <R> CompletionStage<R> run(LockScript script, AnswerReader<R> reader, byte[][] keys,
				byte[]... arguments) {
			List<String> lines = new ArrayList<>(List.of("kept 0"));
			IntStream.range(1, keys.length / 2).forEach((i) -> lines.add("lost"));
			return CompletableFuture.completedStage(reader.read(String.join("\n", lines), false));
		}

		@Override
		public CompletionStage<Long> publish(byte[] channel, byte[] message) {
			return CompletableFuture.failedStage(new UnsupportedOperationException());
		}

		@Override
		public boolean cluster() {
			return false;
		}

		@Override
		public void close() {
		}

	}

}
