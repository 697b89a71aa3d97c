package io.github.batonlock.autoconfigure;

import java.util.UUID;

import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Locks where connection details lead, of which {@code @ServiceConnection} and Docker
 * Compose make beans.
 */
@ExtendWith(RedisExtension.class)
class ConnectionDetailsIntegrationTests {

	@ParameterizedTest
	@ValueSource(strings = { "lettuce", "jedis" })
	void locksAreInTheRedisOfConnectionDetails(String driver, RedisServer redis) {
		String name = "service-" + UUID.randomUUID();
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataRedisAutoConfiguration.class, DistributedLockAutoConfiguration.class))
			.withBean(DataRedisConnectionDetails.class, () -> leadingTo(redis))
			.withPropertyValues("spring.data.redis.host=nowhere.invalid", "spring.data.redis.client-type=" + driver)
			.run((context) -> {
				try (Lease lease = context.getBean(LockRegistry.class).obtain(name).acquire()) {
					assertThat(lease.fencingToken()).isPositive();
					assertThat(keys(redis, name)).isOne();
				}
				assertThat(keys(redis, name)).isZero();
			});
	}

	private static DataRedisConnectionDetails leadingTo(RedisServer redis) {
		return new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of(redis.host(), redis.port());
			}

		};
	}

	private static int keys(RedisServer redis, String name) {
		LettuceConnectionFactory connections = new LettuceConnectionFactory(redis.host(), redis.port());
		connections.start();
		try {
			return new StringRedisTemplate(connections).keys("*:owner:" + name).size();
		}
		finally {
			connections.destroy();
		}
	}

}
