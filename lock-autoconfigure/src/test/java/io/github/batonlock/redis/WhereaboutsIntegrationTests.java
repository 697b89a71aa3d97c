package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.batonlock.Lease;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;
import io.github.batonlock.testing.LockProcess;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Questions for the location of owners, which may be gone, be paused, or not understand
 * the question.
 */
@ParameterizedClass
@EnumSource(Driver.class)
@ExtendWith(RedisExtension.class)
@Timeout(120)
class WhereaboutsIntegrationTests {

	private final String prefix = "whereabouts-" + UUID.randomUUID();

	private final Instances instances = new Instances(this.prefix);

	@Parameter
	private Driver driver;

	private RedisServer redis;

	@AfterEach
	void stop() {
		this.instances.close();
	}

	@Test
	void ownerReportsItsLocation() {
		EngineLockRegistry here = start(1);
		EngineLockRegistry there = start(2);
		Instant before = Instant.ofEpochMilli(System.currentTimeMillis());
		try (Lease lease = there.obtain("a b").acquire()) {
			assertThat(lease.isValid()).isTrue();
			Whereabouts answer = awaitAnswer(here, "a b");
			assertThat(answer).isEqualTo(ask(there, "a b"));
			assertThat(answer.thread()).isEqualTo(Thread.currentThread().getName());
			assertThat(answer.pid()).isEqualTo(ProcessHandle.current().pid());
			assertThat(answer.since()).isBetween(before, Instant.now());
		}
	}

	@Test
	void ownerThatIsKilledDoesNotAnswer() {
		EngineLockRegistry here = start(1);
		try (LockProcess owner = LockProcess.start(this.redis, this.prefix)) {
			owner.call("acquire a 30000");
			await().until(() -> LockProbe.subscriptions(this.redis, this.prefix) == 2);
			Whereabouts answer = awaitAnswer(here, "a");
			assertThat(answer.thread()).isEqualTo("async");
			assertThat(owner).hasToString("JVM " + answer.pid());
			owner.pause();
			assertThat(ask(here, "a")).isNull();
			owner.resume();
			assertThat(awaitAnswer(here, "a").pid()).isEqualTo(answer.pid());
			owner.kill();
			assertThat(ask(here, "a")).isNull();
		}
	}

	@Test
	void ownerOfAnotherVersionDoesNotAnswer() {
		EngineLockRegistry here = start(1);
		RedisConnectionFactory factory = Driver.LETTUCE.connect(this.redis);
		Queue<String> heard = new ConcurrentLinkedQueue<>();
		try (RedisConnection other = factory.getConnection()) {
			other.subscribe((message, pattern) -> heard.add(text(message.getBody())),
					LockKeys.bytes(this.prefix + ":instance:other"));
			await().until(() -> LockProbe.subscriptions(this.redis, this.prefix) == 2);
			assertThat(here.inspector().locate("a b", new Request("other:1:30000:"))).isNull();
			String asker = LockProbe.instances(this.redis, this.prefix)
				.stream()
				.filter((instance) -> !instance.equals("other"))
				.findFirst()
				.orElseThrow();
			assertThat(heard).containsExactly("1 who other:1:30000: " + asker + " a b");
		}
		finally {
			Driver.disconnect(factory);
		}
	}

	@Test
	void nothingIsPublishedToOtherChannels() {
		EngineLockRegistry there = start(1);
		String instance = LockProbe.instances(this.redis, this.prefix).get(0);
		RedisConnectionFactory factory = Driver.LETTUCE.connect(this.redis);
		Queue<String> heard = new ConcurrentLinkedQueue<>();
		try (RedisConnection ears = factory.getConnection(); Lease lease = there.obtain("a").acquire()) {
			ears.pSubscribe((message, pattern) -> heard.add(text(message.getChannel())),
					LockKeys.bytes(this.prefix + "*"));
			Request owner = owner(there, "a");
			String channel = this.prefix + ":instance:" + instance;
			for (String asker : List.of("", "*", "x:y", "X", "news\n", "../x", "x".repeat(33), "asker")) {
				this.redis.command("PUBLISH", channel, "1 who " + owner + " " + asker + " a");
			}
			await().until(() -> heard.contains(this.prefix + ":instance:asker"));
			assertThat(heard).containsOnly(channel, this.prefix + ":instance:asker");
			assertThat(lease.isValid()).isTrue();
		}
		finally {
			Driver.disconnect(factory);
		}
	}

	private EngineLockRegistry start(int count) {
		EngineLockRegistry registry = this.instances.start(this.driver, this.redis.configuration());
		await().until(() -> LockProbe.subscriptions(this.redis, this.prefix) == count);
		return registry;
	}

	/** The patience of these instances is short, and test machines are slow. */
	private static Whereabouts awaitAnswer(EngineLockRegistry asker, String name) {
		return await().until(() -> ask(asker, name), Objects::nonNull);
	}

	private static @Nullable Whereabouts ask(EngineLockRegistry asker, String name) {
		return asker.inspector().locate(name, owner(asker, name));
	}

	private static Request owner(EngineLockRegistry registry, String name) {
		return Objects.requireNonNull(registry.inspector().look(name, 1).owner());
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
