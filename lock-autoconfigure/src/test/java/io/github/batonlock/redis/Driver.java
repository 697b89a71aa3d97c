package io.github.batonlock.redis;

import java.time.Duration;

import io.github.batonlock.testing.RedisServer;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The drivers with which the store is tested.
 */
enum Driver {

	LETTUCE {

		@Override
		RedisConnectionFactory connect(RedisConfiguration configuration) {
			LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration,
					LettuceClientConfiguration.builder().shutdownTimeout(Duration.ZERO).build());
			factory.afterPropertiesSet();
			factory.start();
			return factory;
		}

	},

	JEDIS {

		@Override
		RedisConnectionFactory connect(RedisConfiguration configuration) {
			JedisConnectionFactory factory = (configuration instanceof RedisSentinelConfiguration sentinel)
					? new JedisConnectionFactory(sentinel)
					: new JedisConnectionFactory((RedisStandaloneConfiguration) configuration);
			factory.afterPropertiesSet();
			factory.start();
			return factory;
		}

	};

	abstract RedisConnectionFactory connect(RedisConfiguration configuration);

	RedisConnectionFactory connect(RedisServer server) {
		return connect(server.configuration());
	}

	static void disconnect(RedisConnectionFactory factory) {
		if (factory instanceof LettuceConnectionFactory lettuce) {
			lettuce.destroy();
		}
		if (factory instanceof JedisConnectionFactory jedis) {
			jedis.destroy();
		}
	}

}
