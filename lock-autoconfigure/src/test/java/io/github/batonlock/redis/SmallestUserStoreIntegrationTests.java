package io.github.batonlock.redis;

import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.SkippingLockStoreContract;
import io.github.batonlock.testing.RecordingListener;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract of stores for {@link RedisLockStore} with a user that only has the
 * permissions of {@code docs/security.md}.
 */
@ParameterizedClass
@EnumSource(Driver.class)
class SmallestUserStoreIntegrationTests extends SkippingLockStoreContract {

	@Parameter
	private Driver driver;

	private RedisServer redis;

	private RedisConnectionFactory factory;

	private LockStore store;

	@BeforeEach
	void connect() {
		this.redis = RedisServer.start();
		this.factory = this.driver.connect(SmallestUser.create(this.redis));
		this.store = newStore();
		RecordingListener listener = new RecordingListener();
		this.store.start("commands", listener);
		assertThat(listener.awaitDelivery()).isEqualTo(new Delivery(Delivery.Way.SCRIPT, true));
	}

	@AfterEach
	void disconnect() {
		stop();
		this.store.stop();
		Driver.disconnect(this.factory);
		this.redis.close();
	}

	@Override
	protected LockStore newStore() {
		return RedisLockStore.builder(this.factory).build();
	}

	@Override
	protected LockStore store() {
		return this.store;
	}

}
