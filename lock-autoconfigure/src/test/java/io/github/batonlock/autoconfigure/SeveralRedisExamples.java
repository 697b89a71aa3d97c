package io.github.batonlock.autoconfigure;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.redis.RedisLockStore;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The Java of docs/integrations.md about several connections to Redis.
 */
public final class SeveralRedisExamples {

	private SeveralRedisExamples() {
	}

	@Configuration(proxyBeanMethods = false)
	static class Europe {

		@Bean(defaultCandidate = false)
		LettuceConnectionFactory europeRedis(@Value("${europe.host}") String host, @Value("${europe.port}") int port) {
			return new LettuceConnectionFactory(host, port);
		}

		@Bean(defaultCandidate = false)
		LockRegistry europe(LockRegistryFactory registries, @Qualifier("europeRedis") RedisConnectionFactory redis) {
			return registries.create(RedisLockStore.builder(redis).keyPrefix("lock").build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LocksElsewhere {

		@Bean(defaultCandidate = false)
		@DistributedLockConnectionFactory
		LettuceConnectionFactory lockRedis(@Value("${locks.host}") String host, @Value("${locks.port}") int port) {
			return new LettuceConnectionFactory(host, port);
		}

	}

	public static class Stock {

		@DistributedLock(name = "stock", key = "#id", registry = "europe")
		public void reserve(String id, Runnable reservation) {
			reservation.run();
		}

	}

}
