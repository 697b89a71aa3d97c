package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.LockStore.Renewal;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.testing.CommandStats;
import io.github.batonlock.testing.OnEachServer;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.ServerKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The effects of the scripts of {@link RedisLockStore} in Redis, beyond the contract of a
 * store.
 */
@OnEachServer
@ExtendWith(OutputCaptureExtension.class)
class RedisScriptsIntegrationTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final Duration GRANT = Duration.ofSeconds(3);

	private final String name = "order:" + UUID.randomUUID();

	private final LockKeys keys = new LockKeys("lock");

	private final String owner = text(this.keys.ownerAndQueue(this.name)[0]);

	private final String queue = text(this.keys.ownerAndQueue(this.name)[1]);

	@Parameter
	private ServerKind kind;

	private RedisServer redis;

	private RedisConnectionFactory factory;

	private LockStore store;

	@BeforeEach
	void connect() {
		this.redis = this.kind.shared();
		use(this.redis);
	}

	@AfterEach
	void disconnect() {
		this.store.stop();
		Driver.disconnect(this.factory);
		this.redis.close();
	}

	@Test
	void uncontendedCycleIsTwoCommandsAndThreeCallsInTheScript() {
		useOwn();
		await(this.store.tryAcquire("warm-up", request("a", 0), LEASE));
		await(this.store.release("warm-up", request("a", 0), null, GRANT, LEASE));
		CommandStats stats = CommandStats.of(this.redis);
		for (int i = 1; i <= 10; i++) {
			assertThat(await(this.store.tryAcquire(this.name, request("a", i), LEASE)))
				.isEqualTo(new AcquireReply.Granted(0, false));
			assertThat(await(this.store.release(this.name, request("a", i), null, GRANT, LEASE)))
				.isEqualTo(new ReleaseReply.Released());
		}
		assertThat(stats.calls()).isEqualTo(Map.of("set", 10L, "evalsha", 10L, "get", 10L, "exists", 10L, "del", 10L));
		assertThat(this.redis.command("DBSIZE")).isEqualTo(0L);
	}

	@Test
	void handOverIsOneScriptAndOneMessage() {
		useOwn();
		own("a", 0);
		await(this.store.release(this.name, request("a", 0), null, GRANT, LEASE));
		own("a", 1);
		enqueue("b", 1, "m");
		CommandStats stats = CommandStats.of(this.redis);
		assertThat(await(this.store.release(this.name, request("a", 1), request("a", 2), GRANT, LEASE)))
			.isInstanceOf(ReleaseReply.Queued.class);
		assertThat(stats.scripts()).isOne();
		assertThat(stats.messages()).isOne();
	}

	@Test
	void runsAfterScriptFlush() {
		useOwn();
		own("a", 1);
		this.redis.command("SCRIPT", "FLUSH");
		assertThat(await(this.store.renew(this.name, request("a", 1), LEASE))).isEqualTo(new RenewReply.Kept(0));
		CommandStats stats = CommandStats.of(this.redis);
		await(this.store.renew(this.name, request("a", 1), LEASE));
		assertThat(stats.calls("evalsha")).isOne();
		assertThat(stats.calls("eval")).isZero();
	}

	@Test
	void renewsHundredLocksDespiteFailureOfOne() {
		useOwn();
		Renewal none = new Renewal("warm-up", request("a", 0), LEASE);
		this.store.renewAll(List.of(none, none)).forEach(RedisScriptsIntegrationTests::await);
		List<Renewal> renewals = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Request request = request("a", i);
			await(this.store.tryAcquire("many:" + i, request, LEASE));
			renewals.add(new Renewal("many:" + i, request, LEASE));
		}
		this.redis.command("DEL", text(this.keys.ownerAndQueue("many:13")[0]));
		this.redis.command("LPUSH", text(this.keys.ownerAndQueue("many:13")[0]), "no lock");
		this.redis.command("LPUSH", text(this.keys.ownerAndQueue("many:14")[1]), "no queue");
		CommandStats stats = CommandStats.of(this.redis);
		List<CompletionStage<RenewReply>> replies = this.store.renewAll(renewals);
		assertThat(await(replies.get(99))).isEqualTo(new RenewReply.Kept(0));
		assertThat(stats.scripts()).isOne();
		for (int i : new int[] { 13, 14 }) {
			assertThat(replies.get(i).toCompletableFuture()).isCompletedExceptionally();
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(replies.get(i).toCompletableFuture()::get)
				.withMessageContaining("WRONGTYPE");
		}
		assertThat(replies).filteredOn((reply) -> !reply.toCompletableFuture().isCompletedExceptionally())
			.hasSize(98)
			.allSatisfy((reply) -> assertThat(await(reply)).isEqualTo(new RenewReply.Kept(0)));
	}

	@Test
	void queueKeepsPlacesInMicrosecondsAndForgetsTheDead() {
		own("a", 1);
		long place = place(enqueue("b", 1, ""));
		assertThat(place).isGreaterThan(1_600_000_000_000_000L);
		assertThat(this.redis.command("ZSCORE", this.queue, "b:1:30000:")).isEqualTo(Long.toString(place));
		assertThat((Long) this.redis.command("PTTL", this.queue)).isBetween(1L, 30_000L);
		this.redis.command("ZADD", this.queue, "XX", Long.toString(place + 1_000_000_000L), "b:1:30000:");
		assertThat(place(enqueue("c", 1, ""))).isEqualTo(place + 1_000_000_001L);
	}

	@Test
	void expiryOfTheQueueIsOnlyEverLengthened() {
		own("a", 1);
		enqueue("b", 1, "m");
		this.redis.command("PEXPIRE", this.queue, "90000");
		enqueue("c", 1, "m");
		await(this.store.release(this.name, request("a", 1), request("a", 2), GRANT, LEASE));
		assertThat((Long) this.redis.command("PTTL", this.queue)).isBetween(60_000L, 90_000L);
		this.redis.command("PEXPIRE", this.queue, "1000");
		await(this.store.acquire(this.name, marked("c", 1), LEASE, Enqueue.NO));
		assertThat((Long) this.redis.command("PTTL", this.queue)).isBetween(20_000L, 30_000L);
	}

	@Test
	void clockThatSteppedBackDoesNotProlongAnOwner() {
		own("a", 1);
		this.redis.command("PEXPIRE", this.owner, "5000000");
		AcquireReply.Wait reply = enqueue("b", 1, "");
		assertThat(reply.ownerLeft()).isEqualTo(LEASE);
		assertThat((Long) this.redis.command("PTTL", this.owner)).isBetween(1L, 30_000L);
		this.redis.command("PERSIST", this.owner);
		assertThat(enqueue("b", 1, "").ownerLeft()).isEqualTo(LEASE);
	}

	@Test
	void tokensFollowTheClockAndTheCounter() {
		own("a", 1);
		String fence = text(this.keys.ownerAndFence(this.name)[1]);
		this.redis.command("DEL", fence);
		long first = drawn(await(this.store.fence(this.name, request("a", 1), 1)));
		assertThat(this.redis.command("GET", fence)).isEqualTo(Long.toString(first));
		assertThat(first).isGreaterThan(1_600_000_000_000_000L);
		this.redis.command("SET", fence, Long.toString(first + 3_600_000_000L));
		assertThat(drawn(await(this.store.fence(this.name, request("a", 1), 32)))).isEqualTo(first + 3_600_000_001L);
		assertThat(this.redis.command("GET", fence)).isEqualTo(Long.toString(first + 3_600_000_032L));
		assertThat(this.redis.command("PTTL", fence)).isEqualTo(-1L);
		this.redis.command("DEL", fence);
	}

	@Test
	void refusedPublishStopsNothingAndWarnsOnce(CapturedOutput output) {
		useOwn();
		this.redis.command("ACL", "SETUSER", "poor", "on", ">secret", "~*", "resetchannels", "+@all", "-publish");
		use(this.redis, "poor");
		own("a", 1);
		enqueue("b", 1, "m");
		enqueue("b", 1, "m");
		await(this.store.release(this.name, request("a", 1), request("a", 2), GRANT, LEASE));
		assertThat(this.redis.command("GET", this.owner)).isEqualTo("b:1:30000:m");
		assertThat(await(this.store.release(this.name, marked("b", 1), null, GRANT, LEASE)))
			.isEqualTo(new ReleaseReply.Released());
		assertThat(output.getAll().split("lock:instance:\\*, so", -1)).hasSize(2);
		assertThat(output).contains("+publish &lock:instance:*");
	}

	@Test
	void refusedNumsubGrantsUnprobed() {
		useOwn();
		this.redis.command("ACL", "SETUSER", "poor", "on", ">secret", "~*", "&*", "+@all", "-pubsub");
		use(this.redis, "poor");
		own("a", 1);
		enqueue("b", 1, "");
		await(this.store.release(this.name, request("a", 1), null, GRANT, LEASE));
		assertThat(this.redis.command("GET", this.owner)).isEqualTo("b:1:30000:");
	}

	@Test
	void handOverIsWholeWhenMemoryIsOut() {
		useOwn();
		own("a", 1);
		enqueue("b", 1, "m");
		this.redis.command("CONFIG", "SET", "maxmemory", "1");
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> await(this.store.acquire(this.name, request("c", 1), LEASE, Enqueue.YES)))
			.withMessageContaining("OOM");
		assertThat(await(this.store.release(this.name, request("a", 1), request("a", 2), GRANT, LEASE)))
			.isInstanceOf(ReleaseReply.Queued.class);
		assertThat(this.redis.command("GET", this.owner)).isEqualTo("b:1:30000:m");
		assertThat(this.redis.command("ZRANGE", this.queue, "0", "-1")).isEqualTo(List.of("a:2:30000:"));
		assertThat((Long) this.redis.command("PTTL", this.queue)).isPositive();
		assertThat(await(this.store.acquire(this.name, marked("b", 1), LEASE, Enqueue.NO)))
			.isEqualTo(new AcquireReply.Granted(1, false));
	}

	@Test
	void foreignValueInTheOwnerKeyIsLeftAlone() {
		this.redis.command("SET", this.owner, "not ours");
		AcquireReply.Wait reply = enqueue("b", 1, "");
		assertThat(reply.owner()).isEqualTo(new Request("not ours"));
		assertThat(await(this.store.release(this.name, request("b", 1), null, GRANT, LEASE)))
			.isEqualTo(new ReleaseReply.NotOwner());
		assertThat(this.redis.command("GETDEL", this.owner)).isEqualTo("not ours");
		assertThat(this.redis.command("EXISTS", this.queue)).isEqualTo(0L);
	}

	private void own(String instance, long number) {
		assertThat(await(this.store.tryAcquire(this.name, request(instance, number), LEASE)))
			.isEqualTo(new AcquireReply.Granted(0, false));
	}

	private AcquireReply.Wait enqueue(String instance, long number, String flags) {
		Request request = Request.of(instance, number, LEASE, flags.contains("m"), flags.contains("s"));
		return (AcquireReply.Wait) await(this.store.acquire(this.name, request, LEASE, Enqueue.YES));
	}

	private static long place(AcquireReply.Wait reply) {
		OptionalLong place = reply.place();
		return place.orElseThrow();
	}

	private static long drawn(FenceReply reply) {
		return ((FenceReply.Drawn) reply).first();
	}

	private static Request request(String instance, long number) {
		return Request.of(instance, number, LEASE, false, false);
	}

	private static Request marked(String instance, long number) {
		return Request.of(instance, number, LEASE, true, false);
	}

	private void useOwn() {
		this.redis = this.kind.start();
		Driver.disconnect(this.factory);
		use(this.redis);
	}

	private void use(RedisServer server) {
		use(server.configuration());
	}

	private void use(RedisServer server, String user) {
		Driver.disconnect(this.factory);
		RedisStandaloneConfiguration configuration = server.configuration();
		configuration.setUsername(user);
		configuration.setPassword("secret");
		use(configuration);
	}

	private void use(RedisStandaloneConfiguration configuration) {
		this.factory = Driver.LETTUCE.connect(configuration);
		this.store = RedisLockStore.builder(this.factory).build();
	}

	private static <T> T await(CompletionStage<T> stage) {
		return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
