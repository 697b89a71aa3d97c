package io.github.batonlock.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.github.batonlock.LockRegistryContract;
import io.github.batonlock.engine.LockStore;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A registry on a real Redis, by Lettuce.
 */
@ExtendWith(RedisExtension.class)
class RedisLockRegistryIntegrationTests extends LockRegistryContract {

	private final String prefix = "test-" + UUID.randomUUID();

	private final List<LettuceConnectionFactory> factories = new ArrayList<>();

	private RedisServer redis;

	@BeforeEach
	void useRedis(RedisServer redis) {
		this.redis = redis;
		start();
	}

	@Override
	protected LockStore newStore() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(this.redis.configuration());
		factory.afterPropertiesSet();
		factory.start();
		this.factories.add(factory);
		return RedisLockStore.builder(factory).keyPrefix(this.prefix).build();
	}

	@AfterEach
	void disconnect() {
		stop();
		this.factories.forEach(LettuceConnectionFactory::destroy);
	}

}
