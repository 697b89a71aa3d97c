package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.github.batonlock.redis.Replicas.Renewal;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.IntegerOutput;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;

/**
 * The connection that waits for replicas. Used by one thread at a time.
 * <p>
 * A driver may reconnect in the middle of a batch, perhaps to another server, and send
 * the rest of the batch there, where WAIT counts replicas that know nothing. Therefore,
 * each batch begins by naming the connection, and ends by asking for the name.
 *
 * @param connection the connection, which is not shared as long as it is only used for
 * pipelines
 */
record ReplicaLink(RedisConnection connection) {

	private static final AtomicLong batches = new AtomicLong();

	/**
	 * Opens the connection, which may block.
	 */
	static ReplicaLink open(RedisConnectionFactory factory) {
		RedisConnection connection = factory.getConnection();
		if (connection instanceof RedisClusterConnection) {
			connection.close();
			throw new InvalidDataAccessApiUsageException(Replicas.NO_CLUSTER);
		}
		return new ReplicaLink(connection);
	}

	/**
	 * Renews all locks, and waits until enough replicas have the renewals or the time is
	 * over.
	 */
	Answer renew(List<Renewal> batch, int required, Duration timeout) {
		String name = "baton-replicas-" + batches.incrementAndGet();
		this.connection.openPipeline();
		this.connection.execute("CLIENT", LockKeys.bytes("SETNAME"), LockKeys.bytes(name));
		byte[] script = LockKeys.bytes(LockScript.RENEW.text());
		for (Renewal renewal : batch) {
			this.connection.scriptingCommands()
				.eval(script, ReturnType.VALUE, renewal.keys(), renewal.keysAndArguments());
		}
		byte[][] wait = { LockKeys.bytes(Integer.toString(required)),
				LockKeys.bytes(Long.toString(timeout.toMillis())) };
		if (this.connection instanceof LettuceConnection) {
			Lettuce.execute(this.connection, wait);
		}
		else {
			this.connection.execute("WAIT", wait);
		}
		this.connection.execute("CLIENT", LockKeys.bytes("GETNAME"));
		return read(replies(), batch.size(), name);
	}

	private List<@Nullable Object> replies() {
		try {
			return this.connection.closePipeline();
		}
		catch (RedisPipelineException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : ex;
		}
	}

	private static Answer read(List<@Nullable Object> replies, int size, String name) {
		if (!name.equals(text(replies.get(size + 2)))) {
			throw new TransientDataAccessResourceException("the connection was lost while waiting for replicas");
		}
		return new Answer(replies.subList(1, size + 1).stream().map(ReplicaLink::text).toList(),
				Long.parseLong(text(replies.get(size + 1))));
	}

	private static String text(@Nullable Object reply) {
		return (reply instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(reply);
	}

	void close() {
		this.connection.close();
	}

	/**
	 * The result of a batch.
	 *
	 * @param replies the reply of the script for each renewal
	 * @param acknowledged number of replicas that have all renewals
	 */
	record Answer(List<String> replies, long acknowledged) {
	}

	/**
	 * Tells Lettuce that the reply is a number. Only loaded if Lettuce is present.
	 */
	private static final class Lettuce {

		private Lettuce() {
		}

		static void execute(RedisConnection connection, byte[][] wait) {
			((LettuceConnection) connection).execute("WAIT", new IntegerOutput<>(ByteArrayCodec.INSTANCE), wait);
		}

	}

}
