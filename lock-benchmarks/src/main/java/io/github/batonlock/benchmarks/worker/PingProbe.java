package io.github.batonlock.benchmarks.worker;

import java.util.Arrays;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * Measures the cost of one round trip to the Redis for a thread: the unit for hand-overs.
 */
final class PingProbe {

	private final RedisURI uri;

	PingProbe(String host, int port) {
		this.uri = RedisURI.create(host, port);
	}

	String run(int count) {
		try (RedisClient client = RedisClient.create(this.uri)) {
			RedisCommands<String, String> commands = client.connect().sync();
			measure(commands, count);
			long[] nanos = measure(commands, count);
			return nanos[count / 2] + " " + nanos[count - 1 - count / 100];
		}
	}

	private static long[] measure(RedisCommands<String, String> commands, int count) {
		long[] nanos = new long[count];
		for (int i = 0; i < count; i++) {
			long before = System.nanoTime();
			commands.ping();
			nanos[i] = System.nanoTime() - before;
		}
		Arrays.sort(nanos);
		return nanos;
	}

}
