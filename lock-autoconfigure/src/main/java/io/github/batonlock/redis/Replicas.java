package io.github.batonlock.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Renews locks and waits until replicas have the renewals. Uses one separate connection,
 * because WAIT covers only the writes of its own connection and blocks it, and one
 * thread. Renewals that arrive during a wait form the next batch, as one WAIT covers all
 * writes before it.
 */
final class Replicas {

	static final String NO_CLUSTER = "distributed-lock.replicas.acknowledgements must be 0 for a Redis Cluster,"
			+ " where locks are on many nodes, and WAIT covers only the writes of one connection to one of them";

	private static final Log logger = LogFactory.getLog(Replicas.class);

	private final RedisConnectionFactory factory;

	private final int required;

	private final Duration timeout;

	private final Executor executor = CommandExecutor.create("baton-replicas-", 1);

	private final Queue<Renewal> waiting = new ConcurrentLinkedQueue<>();

	/** Only used on the thread of the executor. */
	private @Nullable ReplicaLink link;

	Replicas(RedisConnectionFactory factory, int required, Duration timeout) {
		this.factory = factory;
		this.required = required;
		this.timeout = timeout;
	}

	/**
	 * Runs the script that renews, and waits for replicas.
	 * @return its reply; an error if it has renewed, but too few replicas have the
	 * renewal
	 */
	CompletionStage<String> renew(byte[][] keys, byte[]... arguments) {
		Renewal renewal = new Renewal(keys, arguments);
		this.waiting.add(renewal);
		this.executor.execute(this::renewBatch);
		return renewal.reply;
	}

	private void renewBatch() {
		List<Renewal> batch = new ArrayList<>();
		for (Renewal next = this.waiting.poll(); next != null; next = this.waiting.poll()) {
			batch.add(next);
		}
		if (batch.isEmpty()) {
			return; // replicas had the locks of an earlier batch
		}
		try {
			if (this.link == null) {
				this.link = ReplicaLink.open(this.factory);
			}
			answer(batch, this.link.renew(batch, this.required, this.timeout));
		}
		catch (Throwable ex) {
			disconnect();
			batch.forEach((renewal) -> renewal.reply.completeExceptionally(ex));
		}
	}

	private void answer(List<Renewal> batch, ReplicaLink.Answer answer) {
		for (int i = 0; i < batch.size(); i++) {
			if (answer.acknowledged() >= this.required) {
				batch.get(i).reply.complete(answer.replies().get(i));
			}
			else {
				batch.get(i).reply.completeExceptionally(new TransientDataAccessResourceException(
						"%d of %d required replicas acknowledged the lock within %d ms".formatted(answer.acknowledged(),
								this.required, this.timeout.toMillis())));
			}
		}
	}

	/**
	 * Closes the connection, and waits for that for a moment. A later renewal opens
	 * another one.
	 */
	void close() {
		CompletableFuture.runAsync(this::disconnect, this.executor).completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
	}

	private void disconnect() {
		ReplicaLink current = this.link;
		this.link = null;
		if (current != null) {
			try {
				current.close();
			}
			catch (RuntimeException ex) {
				logger.debug("Cannot close the connection that waits for replicas", ex);
			}
		}
	}

	/**
	 * A lock to be renewed.
	 */
	static final class Renewal {

		private final byte[][] keys;

		private final byte[][] arguments;

		private final CompletableFuture<String> reply = new CompletableFuture<>();

		Renewal(byte[][] keys, byte[][] arguments) {
			this.keys = keys;
			this.arguments = arguments;
		}

		int keys() {
			return this.keys.length;
		}

		byte[][] keysAndArguments() {
			byte[][] all = new byte[this.keys.length + this.arguments.length][];
			System.arraycopy(this.keys, 0, all, 0, this.keys.length);
			System.arraycopy(this.arguments, 0, all, this.keys.length, this.arguments.length);
			return all;
		}

	}

}
