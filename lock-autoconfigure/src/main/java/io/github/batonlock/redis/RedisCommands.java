package io.github.batonlock.redis;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.springframework.data.redis.connection.ConnectionUtils;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The kinds of commands that a store needs, on whatever driver the application has. No
 * method blocks or throws.
 */
interface RedisCommands {

	/**
	 * Run {@code SET NX PX}.
	 * @param <R> what is read
	 * @param key the key
	 * @param value the value
	 * @param millis time to live
	 * @param reader reads whether the key was set
	 * @return what the reader makes of that
	 */
	<R> CompletionStage<R> setIfAbsent(byte[] key, byte[] value, long millis, Function<Boolean, R> reader);

	/**
	 * Run a script by its digest, or by its text where the server does not know it.
	 * @param <R> what is read
	 * @param script the script
	 * @param reader reads its answer: a text of one or several lines
	 * @param keys its keys
	 * @param arguments its arguments
	 * @return what the reader makes of the answer
	 */
	default <R> CompletionStage<R> run(LockScript script, Function<String, R> reader, byte[][] keys,
			byte[]... arguments) {
		return run(script, (text, repeated) -> reader.apply(text), keys, arguments);
	}

	/**
	 * Run a script whose answer depends on whether it may have run before.
	 * @param <R> what is read
	 * @param script the script
	 * @param reader reads its answer
	 * @param keys its keys
	 * @param arguments its arguments
	 * @return what the reader makes of the answer
	 */
	<R> CompletionStage<R> run(LockScript script, AnswerReader<R> reader, byte[][] keys, byte[]... arguments);

	/**
	 * Run {@code PUBLISH}.
	 * @param channel the channel
	 * @param message the message
	 * @return how many have heard it, in a cluster at that node
	 */
	CompletionStage<Long> publish(byte[] channel, byte[] message);

	/**
	 * Whether a node of this server may not know the subscribers of the others.
	 * @return {@code true} in cluster mode or as long as that is not known
	 */
	boolean cluster();

	/**
	 * Give up what is kept open. A later command opens it again.
	 */
	void close();

	/**
	 * Commands for a connection factory.
	 * @param factory the factory
	 * @param executor what may block runs there
	 * @return asynchronous commands if that is a Lettuce factory, else blocking ones
	 */
	static RedisCommands of(RedisConnectionFactory factory, Executor executor) {
		if (ConnectionUtils.isAsync(factory)) {
			return new LettuceCommands((LettuceConnectionFactory) factory, executor);
		}
		return new BlockingCommands(factory, executor);
	}

	/**
	 * Reads the answer of a script.
	 *
	 * @param <R> what is read
	 */
	@FunctionalInterface
	interface AnswerReader<R> {

		/**
		 * Read the answer.
		 * @param text a text of one or several lines
		 * @param repeated whether the driver may have sent the command more than once
		 * @return what is read
		 */
		R read(String text, boolean repeated);

	}

}
