package io.github.batonlock.autoconfigure;

import java.util.Set;
import java.util.UUID;

import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications with two servers.
 */
@ExtendWith(RedisExtension.class)
class SeveralRedisIntegrationTests {

	private static RedisServer second;

	private final String name = "stock-" + UUID.randomUUID();

	private ApplicationContextRunner runner;

	@BeforeAll
	static void startSecond() {
		second = RedisServer.start();
	}

	@AfterAll
	static void stopSecond() {
		second.close();
	}

	SeveralRedisIntegrationTests(RedisServer first) {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, AopAutoConfiguration.class,
					DistributedLockAutoConfiguration.class, DistributedLockAspectAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.host=" + first.host(), "spring.data.redis.port=" + first.port(),
					"europe.host=" + second.host(), "europe.port=" + second.port(), "locks.host=" + second.host(),
					"locks.port=" + second.port());
	}

	@Test
	void eachRegistryKeepsItsLocksInItsOwnRedis() {
		this.runner.withUserConfiguration(SeveralRedisExamples.Europe.class).run((context) -> {
			RedisConnectionFactory usual = context.getBean(RedisConnectionFactory.class);
			RedisConnectionFactory europe = context.getBean("europeRedis", RedisConnectionFactory.class);
			try (Lease lease = context.getBean(LockRegistry.class).obtain(this.name).acquire()) {
				assertThat(owners(usual)).hasSize(1);
				assertThat(owners(europe)).isEmpty();
				assertThat(lease.fencingToken()).isPositive();
			}
			try (Lease lease = europe(context).obtain(this.name).acquire()) {
				assertThat(owners(usual)).isEmpty();
				assertThat(owners(europe)).hasSize(1);
				assertThat(lease.fencingToken()).isPositive();
			}
			assertThat(owners(europe)).isEmpty();
		});
	}

	private Set<String> owners(RedisConnectionFactory redis) {
		return new StringRedisTemplate(redis).keys("lock:*:owner:" + this.name);
	}

	private static LockRegistry europe(ApplicationContext context) {
		return context.getBean("europe", LockRegistry.class);
	}

	@Test
	void annotatedMethodLocksInTheRegistryItNames() {
		this.runner.withUserConfiguration(SeveralRedisExamples.Europe.class)
			.withBean(SeveralRedisExamples.Stock.class)
			.run((context) -> {
				String lock = "stock:" + this.name;
				LockRegistry usual = context.getBean(LockRegistry.class);
				context.getBean(SeveralRedisExamples.Stock.class).reserve(this.name, () -> {
					assertThat(europe(context).obtain(lock).current()).isPresent();
					assertThat(usual.obtain(lock).current()).isEmpty();
				});
			});
	}

	@Test
	void twoApplicationsHandOverInTheSecondRedis() {
		ApplicationContextRunner application = this.runner.withUserConfiguration(SeveralRedisExamples.Europe.class);
		application.run((one) -> application.run((other) -> {
			Lease lease = europe(one).obtain(this.name).acquireAsync().join();
			var next = europe(other).obtain(this.name).acquireAsync();
			assertThat(europe(other).obtain(this.name).tryAcquire()).isEmpty();
			lease.close();
			next.join().close();
		}));
	}

	@Test
	void qualifiedConnectionFactoryIsUsed() {
		this.runner.withUserConfiguration(SeveralRedisExamples.LocksElsewhere.class).run((context) -> {
			try (Lease lease = context.getBean(LockRegistry.class).obtain(this.name).acquire()) {
				assertThat(lease.isValid()).isTrue();
				assertThat(owners(context.getBean(RedisConnectionFactory.class))).isEmpty();
				assertThat(owners(context.getBean("lockRedis", RedisConnectionFactory.class))).hasSize(1);
			}
		});
	}

}
