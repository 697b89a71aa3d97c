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
 * The connection on which replicas are waited for. Used by one thread at a time.
 * <p>
 * A driver may connect again in the middle of a batch, perhaps to another server, and
 * send the rest of it there, where WAIT counts replicas that know nothing. So each batch
 * begins with giving the connection a name, and ends with asking for it.
 *
 * @param connection the connection, of its own as long as it is used for pipelines only
 */
record ReplicaLink(RedisConnection connection) {

	private static final AtomicLong batches = new AtomicLong();

	/**
	 * Open the connection, which may block.
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
	 * Renew all, and wait until enough replicas have that or the time is over.
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
			throw new TransientDataAccessResourceException("the connection was lost while replicas were waited for");
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
	 * What has become of a batch.
	 *
	 * @param replies the answer of the script for each
	 * @param acknowledged how many replicas have all of it
	 */
	record Answer(List<String> replies, long acknowledged) {
	}

	/**
	 * Lettuce has to be told that the answer is a number. Loaded only where it is there.
	 */
	private static final class Lettuce {

		private Lettuce() {
		}

		static void execute(RedisConnection connection, byte[][] wait) {
			((LettuceConnection) connection).execute("WAIT", new IntegerOutput<>(ByteArrayCodec.INSTANCE), wait);
		}

	}

}
