package io.github.batonlock.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.store.Delivery;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.TestOptions;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Registries that share a Redis, each with connections of its own as if it were in a JVM
 * of its own.
 */
final class Instances implements AutoCloseable {

	private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(2);

	private final List<RedisConnectionFactory> factories = new ArrayList<>();

	private final List<EngineLockRegistry> registries = new ArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final String prefix;

	Instances(String prefix) {
		this.prefix = prefix;
	}

	/**
	 * Start one more by Lettuce, and wait until it hears messages and knows that.
	 */
	EngineLockRegistry start(RedisServer redis) {
		EngineLockRegistry registry = start(Driver.LETTUCE, redis.configuration());
		await().until(() -> LockProbe.subscriptions(redis, this.prefix) == this.registries.size());
		awaitDelivery(registry);
		return registry;
	}

	/**
	 * Wait until it is found out how messages get to an instance.
	 */
	static Delivery awaitDelivery(EngineLockRegistry registry) {
		LockInspector view = registry.inspector();
		await().atMost(60, TimeUnit.SECONDS).until(() -> {
			Delivery delivery = Objects.requireNonNull(view.status()).delivery();
			return delivery != null && delivery.messages() != Delivery.Way.UNKNOWN;
		});
		return Objects.requireNonNull(Objects.requireNonNull(view.status()).delivery());
	}

	EngineLockRegistry start(Driver driver, RedisStandaloneConfiguration configuration) {
		return start(driver.connect(configuration));
	}

	/**
	 * Start one more on a factory of its own, which is disconnected in the end.
	 */
	EngineLockRegistry start(RedisConnectionFactory factory) {
		return start(factory, 0);
	}

	/**
	 * Start one more that lets nobody in before so many replicas know the lock.
	 */
	EngineLockRegistry start(RedisConnectionFactory factory, int acknowledgements) {
		this.factories.add(factory);
		EngineLockRegistry registry = new EngineLockRegistry(RedisLockStore.builder(factory)
			.keyPrefix(this.prefix)
			.replicas(acknowledgements, Duration.ofMillis(200))
			.build(), (name) -> TestOptions.COMPLETE, REPLY_TIMEOUT, new LockListener() {
			});
		this.registries.add(registry);
		registry.start();
		return registry;
	}

	/**
	 * Let threads of all instances be inside one after another, from one supply of cycles
	 * so that none is left alone at the end, and see that they are.
	 */
	void contend(String name, LockOptions options, int threadsEach, int cycles) throws Exception {
		AtomicInteger inside = new AtomicInteger();
		AtomicLong left = new AtomicLong(cycles);
		List<Future<?>> work = new ArrayList<>();
		for (EngineLockRegistry instance : this.registries) {
			for (int thread = 0; thread < threadsEach; thread++) {
				work.add(this.threads.submit(() -> {
					while (left.getAndDecrement() > 0) {
						try (Lease lease = instance.obtain(name, options).acquire()) {
							assertThat(inside.incrementAndGet()).isOne();
							inside.decrementAndGet();
						}
					}
				}));
			}
		}
		for (Future<?> future : work) {
			future.get(60, TimeUnit.SECONDS);
		}
	}

	@Override
	public void close() {
		this.registries.forEach(EngineLockRegistry::stop);
		this.factories.forEach(Driver::disconnect);
		this.threads.shutdownNow();
	}

}
