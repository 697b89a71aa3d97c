package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.testing.CommandStats;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Applications with the starter's auto-configurations on a real Redis. Each application
 * context stands for a JVM.
 */
@ExtendWith(RedisExtension.class)
class DistributedLockIntegrationTests {

	private final String prefix = "boot-" + UUID.randomUUID();

	private final ApplicationContextRunner anywhere = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class))
		.withPropertyValues("distributed-lock.key-prefix=" + this.prefix);

	private ApplicationContextRunner runner;

	private RedisServer redis;

	@BeforeEach
	void use(RedisServer redis) {
		this.redis = redis;
		this.runner = on(redis);
	}

	private ApplicationContextRunner on(RedisServer server) {
		return this.anywhere.withPropertyValues("spring.data.redis.host=" + server.host(),
				"spring.data.redis.port=" + server.port());
	}

	@Test
	void annotatedMethodRunsOneAtATimeInTwoApplications() {
		int[] counter = new int[1];
		ApplicationContextRunner instance = this.runner.withBean(Counting.class, () -> new Counting(counter));
		instance.run((here) -> instance.run((there) -> {
			ExecutorService threads = Executors.newFixedThreadPool(4);
			List<Future<?>> work = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				Counting counting = ((i % 2 == 0) ? here : there).getBean(Counting.class);
				work.add(threads.submit(counting::count));
			}
			for (Future<?> future : work) {
				future.get(50, TimeUnit.SECONDS);
			}
			threads.shutdown();
			assertThat(counter[0]).isEqualTo(200);
		}));
	}

	@Test
	void keysBeginWithPrefixAndLiveAsLongAsTheLease() {
		this.runner.withPropertyValues("distributed-lock.lease=77s").run((context) -> {
			try (Lease lease = context.getBean(LockRegistry.class).obtain("a").acquire()) {
				assertThat(keys("owner:a")).hasSize(1);
				assertThat((Long) this.redis.command("PTTL", keys("owner:a").get(0))).isBetween(30_001L, 77_000L);
				assertThat(lease.isValid()).isTrue();
			}
			assertThat(keys("owner:a")).isEmpty();
		});
	}

	@Test
	void eagerFencingDrawsTokenBeforeEntering() {
		this.runner.run((context) -> {
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
			assertThat(keys("fence")).isEmpty();
		});
		this.runner.withPropertyValues("distributed-lock.fencing=eager").run((context) -> {
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
			assertThat(keys("fence")).hasSize(1);
		});
	}

	@Test
	void lingerAndMinHoldKeepTheLockAfterItWasReleased() {
		this.runner
			.withPropertyValues("distributed-lock.rules[0].name=linger", "distributed-lock.rules[0].linger=1h",
					"distributed-lock.rules[1].name=hold", "distributed-lock.rules[1].min-hold=10s")
			.run((context) -> {
				LockRegistry registry = context.getBean(LockRegistry.class);
				registry.obtain("linger").acquire().close();
				registry.obtain("hold").acquire().close();
				registry.obtain("plain").acquire().close();
				assertThat(keys("owner:linger")).hasSize(1);
				assertThat(keys("owner:hold")).hasSize(1);
				assertThat(keys("owner:plain")).isEmpty();
			});
	}

	@Test
	void spinningPollsAtItsInterval() {
		this.runner.run((here) -> this.runner
			.withPropertyValues("distributed-lock.waiting=spin", "distributed-lock.spin-interval=10ms")
			.run((there) -> {
				try (Lease held = here.getBean(LockRegistry.class).obtain("a").acquire()) {
					var waiter = there.getBean(LockRegistry.class).obtain("a").acquireAsync();
					CommandStats stats = CommandStats.of(this.redis);
					await().until(() -> stats.scripts() > 10);
					held.close();
					waiter.get(20, TimeUnit.SECONDS).close();
				}
			}));
	}

	@Test
	void waitsForOneReplyOnlyForReplyTimeout() {
		try (RedisServer hanging = RedisServer.start()) {
			on(hanging).withPropertyValues("distributed-lock.reply-timeout=50ms", "distributed-lock.timeout=1h")
				.run((context) -> {
					LockRegistry registry = context.getBean(LockRegistry.class);
					registry.obtain("a").acquire().close();
					hanging.pause();
					assertThatExceptionOfType(LockUnavailableException.class)
						.isThrownBy(() -> registry.obtain("a").tryAcquire())
						.satisfies((ex) -> assertThat(ex.getWaited()).isLessThan(Duration.ofSeconds(2)));
					hanging.resume();
				});
		}
	}

	@Test
	void startsWithoutRedisAndRecovers() {
		try (RedisServer late = RedisServer.notStarted()) {
			on(late).run((context) -> {
				LockRegistry registry = context.getBean(LockRegistry.class);
				assertThatExceptionOfType(LockUnavailableException.class)
					.isThrownBy(() -> registry.obtain("a").tryAcquire())
					.withMessageStartingWith("Lock 'a' is unavailable: Redis");
				late.restart();
				registry.obtain("a").acquire().close();
			});
		}
	}

	@Test
	void nothingIsLeftWhenTheApplicationIsClosed() {
		this.runner.run((holder) -> {
			Lease held = holder.getBean(LockRegistry.class).obtain("a").acquire();
			this.runner.withPropertyValues("distributed-lock.linger=1h").run((context) -> {
				LockRegistry registry = context.getBean(LockRegistry.class);
				registry.obtain("lingering").acquire().close();
				var waiter = registry.obtain("a").acquireAsync();
				await().until(() -> !keys("queue:a").isEmpty());
				await().until(() -> subscriptions().size() == 2);
				context.close();
				assertThat(waiter).isCompletedExceptionally();
			});
			held.close();
		});
		await().until(() -> keys("").isEmpty() && subscriptions().isEmpty());
	}

	@Test
	void worksAgainAfterAPause() {
		this.runner.run((context) -> {
			LockRegistry registry = context.getBean(LockRegistry.class);
			await().until(() -> subscriptions().size() == 1);
			List<String> before = subscriptions();
			context.stop();
			assertThatExceptionOfType(LockUnavailableException.class)
				.isThrownBy(() -> registry.obtain("a").tryAcquire())
				.withMessageContaining("stopped");
			assertThat(subscriptions()).isEmpty();
			context.start();
			registry.obtain("a").acquire().close();
			await().until(() -> subscriptions().size() == 1);
			assertThat(subscriptions()).doesNotContainAnyElementsOf(before);
		});
	}

	@Test
	void worksWithJedisWithoutLettuce() {
		this.runner.withClassLoader(new FilteredClassLoader("io.lettuce")).run((context) -> {
			assertThat(context).getBean(RedisConnectionFactory.class).isInstanceOf(JedisConnectionFactory.class);
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
		});
	}

	@Test
	void usesTheQualifiedConnectionFactory() {
		try (RedisServer other = RedisServer.start()) {
			this.anywhere.withUserConfiguration(TwoServers.class)
				.withPropertyValues("main.port=" + other.port(), "locks.host=" + this.redis.host(),
						"locks.port=" + this.redis.port())
				.run((context) -> {
					try (Lease lease = context.getBean(LockRegistry.class).obtain("a").acquire()) {
						assertThat(lease.isValid()).isTrue();
						assertThat(keys("owner:a")).hasSize(1);
						assertThat(other.command("DBSIZE")).isEqualTo(0L);
					}
				});
		}
	}

	private List<String> keys(String end) {
		return texts(this.redis.command("KEYS", this.prefix + ":{*" + end));
	}

	private List<String> subscriptions() {
		return texts(this.redis.command("PUBSUB", "CHANNELS", this.prefix + ":*"));
	}

	private static List<String> texts(Object reply) {
		return ((List<?>) reply).stream().map(String::valueOf).toList();
	}

	static class Counting {

		private final int[] counter;

		Counting(int[] counter) {
			this.counter = counter;
		}

		@DistributedLock("counter")
		void count() {
			int seen = this.counter[0];
			Thread.yield();
			this.counter[0] = seen + 1;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoServers {

		@Bean
		@Primary
		LettuceConnectionFactory mainConnectionFactory(@Value("${main.port}") int port) {
			return new LettuceConnectionFactory("127.0.0.1", port);
		}

		@Bean
		@DistributedLockConnectionFactory
		LettuceConnectionFactory locksConnectionFactory(@Value("${locks.host}") String host,
				@Value("${locks.port}") int port) {
			return new LettuceConnectionFactory(host, port);
		}

	}

}
