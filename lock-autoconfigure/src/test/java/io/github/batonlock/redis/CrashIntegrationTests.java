package io.github.batonlock.redis;

import java.util.UUID;

import io.github.batonlock.testing.LockProcess;
import io.github.batonlock.testing.RedisServer;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * JVMs at work while one of them, or their Redis, is killed, stopped, or emptied, or
 * loses its connections.
 */
@Timeout(600)
class CrashIntegrationTests {

	private static final String PREFIX = "crash";

	private static RedisServer redis;

	private static BrokenWork work;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		work = BrokenWork.on(redis, PREFIX);
	}

	@AfterAll
	static void stop() {
		work.close();
		redis.close();
		LogFactory.getLog(CrashIntegrationTests.class).info(BreakingReport.text());
	}

	// --- a JVM that is

	@Test
	void killedWhileItOwns() {
		work.run(Scenario.of("owner killed (-9)", "lease", 1), () -> {
			LockProcess holder = work.hold(0);
			work.measureFromNow();
			holder.kill();
		});
	}

	@Test
	void killedWhileItIsHeadOfTheQueue() {
		work.run(Scenario.of("head of queue killed (-9)", "0", 0), () -> {
			LockProcess second = work.hold(1);
			String instance = work.owner();
			work.assertHeld(second);
			LockProcess holder = work.hold(0);
			work.kill(work.headOfQueue().equals(instance) ? 1 : 2);
			work.awaitSubscribed(BrokenWork.JVMS - 1);
			work.assertHeld(holder);
		});
	}

	@Test
	void stoppedForLongerThanItsLease() {
		work.run(Scenario.of("owner stopped past its lease (SIGSTOP)", "lease", 1), () -> {
			LockProcess holder = work.hold(0);
			holder.pause();
			work.awaitMoreSections();
			holder.resume();
			work.assertLost(holder);
		});
	}

	// --- a Redis that is

	@Test
	void restartedEmpty() {
		work.run(Scenario.of("Redis killed, restarted empty", "lease + lease/3", 4.0 / 3).forgetting(), () -> {
			redis.restart();
			work.measureFromNow();
		});
	}

	@Test
	void restartedWithItsData() {
		try (RedisServer durable = RedisServer.startDurable(); BrokenWork work = BrokenWork.on(durable, PREFIX)) {
			work.run(Scenario.of("Redis killed, restarted with its data", "lease/3", 1.0 / 3), () -> {
				LockProcess holder = work.hold(0);
				String owner = work.owningRequest();
				durable.restart();
				assertThat(work.owningRequest()).isEqualTo(owner);
				work.assertHeld(holder);
				work.awaitEachThread(3);
				durable.restart();
				work.measureFromNow();
			});
		}
	}

	@Test
	void stoppedForAWhile() {
		work.run(Scenario.of("Redis stopped for a while (SIGSTOP)", "lease/3", 1.0 / 3), () -> {
			redis.pause();
			work.assertUnavailable("other:" + UUID.randomUUID());
			redis.resume();
			work.measureFromNow();
		});
	}

	@Test
	void emptied() {
		work.run(Scenario.of("FLUSHALL", "lease/3", 1.0 / 3).forgetting(), () -> redis.command("FLUSHALL"));
	}

	@Test
	void withoutScripts() {
		work.run(Scenario.of("SCRIPT FLUSH", "0", 0), () -> redis.command("SCRIPT", "FLUSH"));
	}

	@Test
	void withoutCommandConnections() {
		work.run(Scenario.of("CLIENT KILL TYPE normal", "lease/3", 1.0 / 3),
				() -> redis.command("CLIENT", "KILL", "TYPE", "normal"));
	}

	@Test
	void withoutSubscriptions() {
		work.run(Scenario.of("CLIENT KILL TYPE pubsub", "lease/3", 1.0 / 3),
				() -> redis.command("CLIENT", "KILL", "TYPE", "pubsub"));
	}

}
