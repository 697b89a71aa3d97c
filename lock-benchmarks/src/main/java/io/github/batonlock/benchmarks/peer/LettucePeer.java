package io.github.batonlock.benchmarks.peer;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * Not a product, but the limit of all locks that use two commands: {@code SET NX PX} and
 * a script that compares and deletes, on one shared connection. It does not renew, and
 * polls every 10 ms if the lock is taken.
 */
final class LettucePeer implements Peer {

	private static final String RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

	private static final SetArgs IF_FREE = SetArgs.Builder.nx().px(Duration.ofSeconds(30));

	private static final long INTERVAL = Duration.ofMillis(10).toNanos();

	private final RedisClient client;

	private final RedisCommands<String, String> commands;

	private final String digest;

	private final String instance = UUID.randomUUID().toString();

	private final AtomicLong numbers = new AtomicLong();

	LettucePeer(String host, int port) {
		this.client = RedisClient.create(RedisURI.create(host, port));
		this.commands = this.client.connect().sync();
		this.digest = this.commands.scriptLoad(RELEASE);
	}

	@Override
	public Mutex mutex(String name) {
		return new BareMutex("bare:" + name);
	}

	@Override
	public void close() {
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
	}

	private final class BareMutex implements Mutex {

		private final String key;

		private String owner = "";

		BareMutex(String key) {
			this.key = key;
		}

		@Override
		public void lock() {
			String request = LettucePeer.this.instance + LettucePeer.this.numbers.incrementAndGet();
			while (LettucePeer.this.commands.set(this.key, request, IF_FREE) == null) {
				LockSupport.parkNanos(INTERVAL);
			}
			this.owner = request;
		}

		@Override
		public void unlock() {
			LettucePeer.this.commands.evalsha(LettucePeer.this.digest, ScriptOutputType.INTEGER,
					new String[] { this.key }, this.owner);
		}

	}

}
