package io.github.batonlock.redis;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;

/**
 * Provides {@link SubscribingConnection}s of another factory.
 *
 * @param factory the other factory
 */
record SubscribingConnectionFactory(RedisConnectionFactory factory) implements RedisConnectionFactory {

	@Override
	public RedisConnection getConnection() {
		return new SubscribingConnection(this.factory.getConnection());
	}

	@Override
	public RedisClusterConnection getClusterConnection() {
		return this.factory.getClusterConnection();
	}

	@Override
	public RedisSentinelConnection getSentinelConnection() {
		return this.factory.getSentinelConnection();
	}

	@Override
	public boolean getConvertPipelineAndTxResults() {
		return this.factory.getConvertPipelineAndTxResults();
	}

	@Override
	public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException failure) {
		return this.factory.translateExceptionIfPossible(failure);
	}

}
