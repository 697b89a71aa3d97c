package io.github.batonlock.redis;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A connection of Lettuce, as provided by its factory.
 *
 * @param owner the connection to close in the end
 * @param commands the native commands
 */
record LettuceLink(RedisConnection owner, RedisClusterAsyncCommands<byte[], byte[]> commands) {

	/**
	 * Opens the connection, which may block.
	 * @param factory the factory
	 * @return the connection
	 */
	static LettuceLink open(LettuceConnectionFactory factory) {
		LettuceConnection owner = (LettuceConnection) factory.getConnection();
		return new LettuceLink(owner, owner.getNativeConnection());
	}

	/**
	 * Returns whether the connection was closed permanently, for example by stopping the
	 * factory. A lost connection does not count, because Lettuce reconnects.
	 * @return whether a new connection is needed
	 */
	boolean closed() {
		return this.commands instanceof AbstractRedisAsyncCommands<?, ?> lettuce
				&& lettuce.getConnection() instanceof RedisChannelHandler<?, ?> channel && channel.isClosed();
	}

	void close() {
		this.owner.close();
	}

}
