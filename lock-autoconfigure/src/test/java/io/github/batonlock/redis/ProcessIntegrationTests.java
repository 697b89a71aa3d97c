package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.batonlock.testing.CommandStats;
import io.github.batonlock.testing.FencedResource;
import io.github.batonlock.testing.LockProcess;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * JVMs that share a Redis, and the effects on the others, step by step, if one of them is
 * killed or stopped. {@link CrashIntegrationTests} does the same to JVMs at work.
 */
@Timeout(120)
class ProcessIntegrationTests {

	private static final String PREFIX = "process";

	private static final long LONG_LEASE = 30_000;

	private static final long SHORT_LEASE = 2000;

	private static final LockProcess[] JVMS = new LockProcess[3];

	private static RedisServer redis;

	private final String name = "order:" + UUID.randomUUID();

	@BeforeAll
	static void startRedis() {
		redis = RedisServer.start();
	}

	@AfterAll
	static void stop() {
		Stream.of(JVMS).forEach(LockProcess::close);
		redis.close();
	}

	@BeforeEach
	void startWhoIsNotThere() {
		for (int i = 0; i < JVMS.length; i++) {
			if (JVMS[i] == null || !JVMS[i].isAlive()) {
				JVMS[i] = LockProcess.start(redis, PREFIX);
			}
		}
		await().atMost(60, TimeUnit.SECONDS).until(() -> LockProbe.subscriptions(redis, PREFIX) == JVMS.length);
	}

	// --- what happens all day

	@Test
	void countIsRightAndTokensRiseOverAllJvms() {
		FencedResource resource = FencedResource.create();
		work("use", LONG_LEASE + " 4 " + resource);
		awaitSections(300);
		stopWork();
		assertThat(resource.sections()).isGreaterThanOrEqualTo(300 * 4 * JVMS.length);
		assertThat(resource.count()).isEqualTo(resource.sections());
		assertThat(resource.refused() + resource.refusedThoughValid()).isZero();
		assertTokensAreNotAheadOfTheClock();
	}

	@Test
	void handOverIsOneScriptAndOneMessage() {
		work("work", LONG_LEASE + " 4");
		awaitSections(20);
		CommandStats stats = CommandStats.of(redis);
		await().until(() -> stats.messages() > 300);
		long scripts = stats.scripts();
		long messages = stats.messages();
		stopWork();
		assertThat(scripts).isLessThan(messages * 3 / 2).isGreaterThan(messages * 9 / 10);
	}

	// --- a JVM that is killed or stopped

	@Test
	void lockOfAKilledJvmGoesToWhoWaits() {
		JVMS[0].call("acquire " + this.name + " " + SHORT_LEASE);
		long token = token(JVMS[0]);
		CompletableFuture<String> waiter = queue(JVMS[1], 1);
		JVMS[0].kill();
		assertAcquired(waiter);
		assertThat(token(JVMS[1])).isGreaterThan(token);
		release(JVMS[1]);
	}

	@Test
	void killedHeadOfTheQueueIsSkipped() {
		JVMS[0].call("acquire " + this.name + " " + LONG_LEASE);
		queue(JVMS[1], 1);
		CompletableFuture<String> second = queue(JVMS[2], 2);
		JVMS[1].kill();
		await().until(() -> LockProbe.subscriptions(redis, PREFIX) == JVMS.length - 1);
		CommandStats stats = CommandStats.of(redis);
		release(JVMS[0]);
		String owner = new String(new LockKeys(PREFIX).owner(this.name), StandardCharsets.UTF_8);
		assertThat(String.valueOf(redis.command("GET", owner)).split(":")[0]).isIn(LockProbe.instances(redis, PREFIX));
		assertAcquired(second);
		assertThat(stats.messages()).isOne();
		release(JVMS[2]);
	}

	@Test
	void stoppedHolderHasLostTheLockWhenItGoesOn() {
		JVMS[0].call("acquire " + this.name + " " + SHORT_LEASE);
		long token = token(JVMS[0]);
		CompletableFuture<String> lost = JVMS[0].send("lost " + this.name);
		CompletableFuture<String> waiter = queue(JVMS[1], 1);
		JVMS[0].pause();
		assertAcquired(waiter);
		assertThat(token(JVMS[1])).isGreaterThan(token);
		JVMS[0].resume();
		assertThat(lost.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo("lost");
		assertThat(JVMS[0].call("valid " + this.name)).isEqualTo("false");
		assertThat(JVMS[0].call("token " + this.name)).isEqualTo("LockLostException");
		release(JVMS[0]);
		assertThat(JVMS[1].call("valid " + this.name)).isEqualTo("true");
		CompletableFuture<String> again = queue(JVMS[0], 1);
		release(JVMS[1]);
		assertAcquired(again);
		release(JVMS[0]);
	}

	// --- what the tests are written with

	private void work(String command, String arguments) {
		for (LockProcess jvm : JVMS) {
			jvm.call(command + " " + this.name + " " + arguments);
		}
	}

	/**
	 * Waits until each thread of each JVM has held the lock the given number of times
	 * from now on.
	 */
	private void awaitSections(int each) {
		for (LockProcess jvm : JVMS) {
			jvm.call("mark " + this.name);
		}
		for (LockProcess jvm : JVMS) {
			await().atMost(60, TimeUnit.SECONDS).until(() -> Long.parseLong(jvm.call("slowest " + this.name)) >= each);
		}
	}

	private void stopWork() {
		List<CompletableFuture<String>> answers = Stream.of(JVMS).map((jvm) -> jvm.send("stop " + this.name)).toList();
		answers.forEach((answer) -> answer.orTimeout(60, TimeUnit.SECONDS).join());
	}

	private CompletableFuture<String> queue(LockProcess jvm, int place) {
		CompletableFuture<String> waiter = jvm.send("acquire " + this.name + " " + LONG_LEASE);
		LockProbe.awaitQueue(redis, PREFIX, this.name, place);
		return waiter;
	}

	private static void assertAcquired(CompletableFuture<String> waiter) {
		assertThat(waiter.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo("acquired");
	}

	private long token(LockProcess jvm) {
		return Long.parseLong(jvm.call("token " + this.name));
	}

	private void release(LockProcess jvm) {
		assertThat(jvm.call("release " + this.name)).isEqualTo("released");
	}

	private static void assertTokensAreNotAheadOfTheClock() {
		List<?> fences = (List<?>) redis.command("KEYS", PREFIX + ":*:fence");
		LongStream counters = fences.stream()
			.mapToLong((key) -> Long.parseLong(String.valueOf(redis.command("GET", String.valueOf(key)))));
		List<?> time = (List<?>) redis.command("TIME");
		long micros = Long.parseLong(String.valueOf(time.get(0))) * 1_000_000
				+ Long.parseLong(String.valueOf(time.get(1)));
		assertThat(counters).isNotEmpty().allMatch((counter) -> counter <= micros);
	}

}
