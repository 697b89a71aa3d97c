package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import org.springframework.data.redis.connection.ConnectionUtils;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStringCommands.SetOption;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.types.Expiration;

/**
 * Commands of any driver. Each command runs on a thread of an executor.
 */
final class BlockingCommands implements RedisCommands {

	private final RedisConnectionFactory factory;

	private final Executor executor;

	private volatile boolean cluster = true;

	BlockingCommands(RedisConnectionFactory factory, Executor executor) {
		this.factory = factory;
		this.executor = executor;
	}

	@Override
	public <R> CompletionStage<R> setIfAbsent(byte[] key, byte[] value, long millis, Function<Boolean, R> reader) {
		return call((connection) -> reader.apply(setIfAbsent(connection, key, value, millis)));
	}

	/** The successor of this method does not exist before Spring Data Redis 4.1. */
	@SuppressWarnings("deprecation")
	private static boolean setIfAbsent(RedisConnection connection, byte[] key, byte[] value, long millis) {
		return Boolean.TRUE
			.equals(connection.stringCommands().set(key, value, Expiration.milliseconds(millis), SetOption.ifAbsent()));
	}

	@Override
	public <R> CompletionStage<R> run(LockScript script, AnswerReader<R> reader, byte[][] keys, byte[]... arguments) {
		byte[][] all = new byte[keys.length + arguments.length][];
		System.arraycopy(keys, 0, all, 0, keys.length);
		System.arraycopy(arguments, 0, all, keys.length, arguments.length);
		return call((connection) -> reader.read(run(connection, script, keys.length, all), repeats(connection)));
	}

	/**
	 * Returns whether the driver may resend a command. Only Jedis is known not to, except
	 * in a cluster.
	 */
	private boolean repeats(RedisConnection connection) {
		return connection instanceof RedisClusterConnection || !ConnectionUtils.isJedis(this.factory);
	}

	private static String run(RedisConnection connection, LockScript script, int keys, byte[][] all) {
		byte[] reply;
		try {
			reply = connection.scriptingCommands().evalSha(script.sha1(), ReturnType.VALUE, keys, all);
		}
		catch (RuntimeException ex) {
			if (!ServerErrors.isOf(ex, "NOSCRIPT")) {
				throw ex;
			}
			reply = connection.scriptingCommands().eval(LockKeys.bytes(script.text()), ReturnType.VALUE, keys, all);
		}
		return (reply != null) ? new String(reply, StandardCharsets.UTF_8) : "";
	}

	@Override
	public CompletionStage<Long> publish(byte[] channel, byte[] message) {
		return call((connection) -> Objects.requireNonNullElse(connection.publish(channel, message), 0L));
	}

	private <T> CompletionStage<T> call(Function<RedisConnection, T> command) {
		try {
			return CompletableFuture.supplyAsync(() -> {
				try (RedisConnection connection = this.factory.getConnection()) {
					this.cluster = connection instanceof RedisClusterConnection;
					return command.apply(connection);
				}
			}, this.executor);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

	@Override
	public boolean cluster() {
		return this.cluster;
	}

	@Override
	public void close() {
	}

}
