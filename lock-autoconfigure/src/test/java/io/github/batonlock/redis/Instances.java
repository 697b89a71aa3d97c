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
 * Registries that share a Redis, each with separate connections, as if it were in a
 * separate JVM.
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
	 * Starts another instance with Lettuce, and waits until it receives messages and
	 * knows that it does.
	 */
	EngineLockRegistry start(RedisServer redis) {
		EngineLockRegistry registry = start(Driver.LETTUCE, redis.configuration());
		await().until(() -> LockProbe.subscriptions(redis, this.prefix) == this.registries.size());
		awaitDelivery(registry);
		return registry;
	}

	/**
	 * Waits until it is known how messages reach an instance.
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
	 * Starts another instance on a separate factory, which is disconnected in the end.
	 */
	EngineLockRegistry start(RedisConnectionFactory factory) {
		return start(factory, 0);
	}

	/**
	 * Starts another instance that requires acknowledgements of the given number of
	 * replicas.
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
	 * Makes threads of all instances hold the lock one after another, from one supply of
	 * cycles, so that no thread is left alone at the end, and verifies the exclusion.
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
