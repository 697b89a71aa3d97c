package io.github.batonlock.benchmarks.peer;

import java.util.concurrent.locks.Lock;
import java.util.function.BiFunction;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * Redisson with its defaults.
 */
final class RedissonPeer implements Peer {

	private final RedissonClient client;

	private final BiFunction<RedissonClient, String, Lock> locks;

	RedissonPeer(String host, int port, BiFunction<RedissonClient, String, Lock> locks) {
		Config config = new Config();
		config.useSingleServer().setAddress("redis://" + host + ":" + port);
		this.client = Redisson.create(config);
		this.locks = locks;
	}

	@Override
	public Mutex mutex(String name) {
		return Mutex.of(this.locks.apply(this.client, "redisson:" + name));
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

}
