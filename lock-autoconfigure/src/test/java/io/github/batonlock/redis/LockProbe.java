package io.github.batonlock.redis;

import java.util.List;

import io.github.batonlock.testing.RedisServer;

import static org.awaitility.Awaitility.await;

/**
 * Inspects the keys of locks in a Redis.
 */
final class LockProbe {

	private LockProbe() {
	}

	static int subscriptions(RedisServer redis, String prefix) {
		return channels(redis, prefix).size();
	}

	static List<String> channels(RedisServer redis, String prefix) {
		Object channels = redis.command("PUBSUB", "CHANNELS", prefix + ":instance:*");
		return (channels instanceof List<?> list) ? list.stream().map(String::valueOf).toList() : List.of();
	}

	static int keys(RedisServer redis, String prefix) {
		Object keys = redis.command("KEYS", prefix + ":*");
		return (keys instanceof List<?> list) ? list.size() : 0;
	}

	static List<String> instances(RedisServer redis, String prefix) {
		return channels(redis, prefix).stream()
			.map((channel) -> channel.substring(channel.lastIndexOf(':') + 1))
			.toList();
	}

	static void awaitQueue(RedisServer redis, String prefix, String name, int length) {
		await().until(() -> {
			Object keys = redis.command("KEYS", prefix + ":*:queue:" + name);
			return keys instanceof List<?> list && list.size() == 1
					&& redis.command("ZCARD", text(list.get(0))).toString().equals(String.valueOf(length));
		});
	}

	static void awaitQueueOfAnything(RedisServer redis, String prefix, int length) {
		awaitQueue(redis, prefix, "*", length);
	}

	private static String text(Object reply) {
		return (reply instanceof byte[] bytes) ? new String(bytes) : String.valueOf(reply);
	}

}
