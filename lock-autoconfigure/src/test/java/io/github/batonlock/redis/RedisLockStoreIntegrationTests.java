package io.github.batonlock.redis;

import java.util.UUID;
import java.util.stream.Stream;

import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.SkippingLockStoreContract;
import io.github.batonlock.testing.RecordingListener;
import io.github.batonlock.testing.ServerKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract of stores for {@link RedisLockStore}, on each kind of server, with each
 * driver.
 */
@ParameterizedClass
@MethodSource("serversAndDrivers")
class RedisLockStoreIntegrationTests extends SkippingLockStoreContract {

	private final String prefix = "store-" + UUID.randomUUID();

	@Parameter(0)
	private ServerKind kind;

	@Parameter(1)
	private Driver driver;

	private RedisConnectionFactory factory;

	private LockStore store;

	static Stream<Arguments> serversAndDrivers() {
		return ServerKind.all()
			.flatMap((kind) -> Stream.of(Driver.values()).map((driver) -> Arguments.of(kind, driver)));
	}

	@BeforeEach
	void connect() {
		this.factory = this.driver.connect(this.kind.shared());
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
