package io.github.batonlock.integration;

import java.util.UUID;

import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.awaitility.Awaitility.await;

/**
 * The scenarios of Spring Integration on a real Redis.
 */
@ExtendWith(RedisExtension.class)
class SpringIntegrationIntegrationTests extends IntegrationScenarios {

	private final String prefix = "integration-" + UUID.randomUUID();

	private RedisServer redis;

	@Override
	ApplicationContextRunner sharing(ApplicationContextRunner runner) {
		return runner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.host=" + this.redis.host(),
					"spring.data.redis.port=" + this.redis.port(), "distributed-lock.key-prefix=" + this.prefix);
	}

	@Test
	void leaderThatLosesTheLockIsRevoked() {
		candidates().withPropertyValues("distributed-lock.lease=1s").run((one) -> {
			awaitLeader(one);
			StringRedisTemplate redis = one.getBean(StringRedisTemplate.class);
			redis.keys(this.prefix + ":*:owner:*").forEach((key) -> redis.opsForValue().set(key, "somebody:1:1000:"));
			await().until(() -> !isLeader(one));
			redis.delete(redis.keys(this.prefix + "*"));
			awaitLeader(one);
		});
	}

}
