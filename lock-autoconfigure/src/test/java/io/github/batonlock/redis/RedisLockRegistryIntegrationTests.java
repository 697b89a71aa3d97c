package io.github.batonlock.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.github.batonlock.LockRegistryContract;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.testing.OnEachServer;
import io.github.batonlock.testing.ServerKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A registry on each kind of server, by Lettuce.
 */
@OnEachServer
class RedisLockRegistryIntegrationTests extends LockRegistryContract {

	private final String prefix = "test-" + UUID.randomUUID();

	private final List<LettuceConnectionFactory> factories = new ArrayList<>();

	@Parameter
	private ServerKind kind;

	@BeforeEach
	void useRedis() {
		start();
	}

	@Override
	protected LockStore newStore() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(this.kind.shared().configuration());
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
