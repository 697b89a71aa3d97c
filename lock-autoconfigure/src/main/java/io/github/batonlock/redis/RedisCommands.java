package io.github.batonlock.redis;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.springframework.data.redis.connection.ConnectionUtils;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The kinds of commands that a store needs, on any driver of the application. No method
 * blocks or throws.
 */
interface RedisCommands {

	/**
	 * Runs {@code SET NX PX}.
	 * @param <R> type of the result
	 * @param key the key
	 * @param value the value
	 * @param millis time to live
	 * @param reader converts whether the key was set
	 * @return the result of the reader
	 */
	<R> CompletionStage<R> setIfAbsent(byte[] key, byte[] value, long millis, Function<Boolean, R> reader);

	/**
	 * Runs a script by its digest, or by its text if the server does not know it.
	 * @param <R> type of the result
	 * @param script the script
	 * @param reader reads its reply: a text of one or several lines
	 * @param keys its keys
	 * @param arguments its arguments
	 * @return the result of the reader
	 */
	default <R> CompletionStage<R> run(LockScript script, Function<String, R> reader, byte[][] keys,
			byte[]... arguments) {
		return run(script, (text, repeated) -> reader.apply(text), keys, arguments);
	}

	/**
	 * Runs a script whose result depends on whether it may have run before.
	 * @param <R> type of the result
	 * @param script the script
	 * @param reader reads its reply
	 * @param keys its keys
	 * @param arguments its arguments
	 * @return the result of the reader
	 */
	<R> CompletionStage<R> run(LockScript script, AnswerReader<R> reader, byte[][] keys, byte[]... arguments);

	/**
	 * Runs {@code PUBLISH}.
	 * @param channel the channel
	 * @param message the message
	 * @return the number of receivers, in a cluster at that node
	 */
	CompletionStage<Long> publish(byte[] channel, byte[] message);

	/**
	 * Returns whether a node of this server may not know the subscribers of other nodes.
	 * @return {@code true} in cluster mode or while that is unknown
	 */
	boolean cluster();

	/**
	 * Closes open connections. A later command opens them again.
	 */
	void close();

	/**
	 * Creates commands for a connection factory.
	 * @param factory the factory
	 * @param executor runs blocking operations
	 * @return asynchronous commands for a Lettuce factory, otherwise blocking ones
	 */
	static RedisCommands of(RedisConnectionFactory factory, Executor executor) {
		if (ConnectionUtils.isAsync(factory)) {
			return new LettuceCommands((LettuceConnectionFactory) factory, executor);
		}
		return new BlockingCommands(factory, executor);
	}

	/**
	 * Reads the reply of a script.
	 *
	 * @param <R> type of the result
	 */
	@FunctionalInterface
	interface AnswerReader<R> {

		/**
		 * Reads the reply.
		 * @param text a text of one or several lines
		 * @param repeated whether the driver may have sent the command more than once
		 * @return the result
		 */
		R read(String text, boolean repeated);

	}

}
