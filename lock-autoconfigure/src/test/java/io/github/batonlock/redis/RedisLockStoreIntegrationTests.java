package io.github.batonlock.redis;

import java.util.UUID;

import io.github.batonlock.engine.LockStore;
import io.github.batonlock.engine.LockStoreContract;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link RedisLockStore} as a store, by each driver.
 */
@ParameterizedClass
@EnumSource(Driver.class)
@ExtendWith(RedisExtension.class)
class RedisLockStoreIntegrationTests extends LockStoreContract {

	private final String prefix = "store-" + UUID.randomUUID();

	@Parameter
	private Driver driver;

	private RedisServer redis;

	private RedisConnectionFactory factory;

	private LockStore store;

	@BeforeEach
	void connect() {
		this.factory = this.driver.connect(this.redis);
		this.store = newStore();
	}

	@AfterEach
	void disconnect() {
		stop();
		Driver.disconnect(this.factory);
	}

	@Override
	protected LockStore newStore() {
		return RedisLockStore.builder(this.factory).keyPrefix(this.prefix).build();
	}

	@Override
	protected LockStore store() {
		return this.store;
	}

}
