package io.github.batonlock.redis;

import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.LockStoreContract;
import io.github.batonlock.testing.RecordingListener;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.RespProxy;
import io.github.batonlock.testing.StricterServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract of stores for {@link RedisLockStore} on servers that allow less than
 * Redis.
 */
@ParameterizedClass
@EnumSource(StricterServer.class)
class StricterServerStoreIntegrationTests extends LockStoreContract {

	private static RedisServer redis;

	private static RespProxy proxy;

	private static RedisConnectionFactory factory;

	private static LockStore store;

	@Parameter
	private StricterServer server;

	@BeforeParameterizedClassInvocation
	static void connect(StricterServer server) {
		redis = RedisServer.start();
		proxy = new RespProxy(redis, server);
		factory = Driver.LETTUCE.connect(proxy.configuration());
		store = RedisLockStore.builder(factory).build();
		RecordingListener listener = new RecordingListener();
		store.start("commands", listener);
		assertThat(listener.awaitDelivery()).isEqualTo(server.delivery());
	}

	@AfterParameterizedClassInvocation
	static void disconnect() {
		store.stop();
		Driver.disconnect(factory);
		proxy.close();
		redis.close();
	}

	@AfterEach
	void forget() {
		stop();
		redis.command("FLUSHALL");
	}

	@Override
	protected LockStore newStore() {
		return RedisLockStore.builder(factory).build();
	}

	@Override
	protected LockStore store() {
		return store;
	}

}
