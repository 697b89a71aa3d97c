package io.github.batonlock.shedlock;

import java.util.UUID;

import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * The scenarios of ShedLock on a real Redis.
 */
@ExtendWith(RedisExtension.class)
class ShedLockIntegrationTests extends ShedLockScenarios {

	private final String prefix = "shedlock-" + UUID.randomUUID();

	private RedisServer redis;

	@Override
	ApplicationContextRunner sharing(ApplicationContextRunner runner) {
		return runner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.host=" + this.redis.host(),
					"spring.data.redis.port=" + this.redis.port(), "distributed-lock.key-prefix=" + this.prefix);
	}

}
