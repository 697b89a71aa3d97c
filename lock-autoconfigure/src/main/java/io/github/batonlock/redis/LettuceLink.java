package io.github.batonlock.redis;

import io.lettuce.core.AbstractRedisAsyncCommands;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A connection of Lettuce as its factory has given it.
 *
 * @param owner what has to be closed in the end
 * @param commands the native commands
 */
record LettuceLink(RedisConnection owner, RedisClusterAsyncCommands<byte[], byte[]> commands) {

	/**
	 * Open the connection, which may block.
	 * @param factory the factory
	 * @return the connection
	 */
	static LettuceLink open(LettuceConnectionFactory factory) {
		LettuceConnection owner = (LettuceConnection) factory.getConnection();
		return new LettuceLink(owner, owner.getNativeConnection());
	}

	/**
	 * Whether the connection was closed for good, as a factory that is stopped does. A
	 * lost connection is not: Lettuce connects again.
	 * @return whether a new one is needed
	 */
	boolean closed() {
		return this.commands instanceof AbstractRedisAsyncCommands<?, ?> lettuce
				&& lettuce.getConnection() instanceof RedisChannelHandler<?, ?> channel && channel.isClosed();
	}

	void close() {
		this.owner.close();
	}

}
