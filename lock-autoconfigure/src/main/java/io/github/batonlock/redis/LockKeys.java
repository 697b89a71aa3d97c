package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.batonlock.store.Request;

/**
 * Keys and channels of a store. The shard in braces puts the keys of a lock into one slot
 * of a cluster, whatever its name contains.
 */
final class LockKeys {

	private static final int SHARDS = 1024;

	private final String prefix;

	private final String channelPrefix;

	LockKeys(String prefix) {
		if (prefix.isBlank()) {
			throw new IllegalArgumentException("The key prefix of distributed locks must not be blank");
		}
		if (prefix.indexOf('{') != -1 || prefix.indexOf('}') != -1) {
			throw new IllegalArgumentException("The key prefix '" + prefix
					+ "' of distributed locks must not contain braces: Redis Cluster would take them for a hash tag");
		}
		this.prefix = prefix;
		this.channelPrefix = prefix + ":instance:";
	}

	byte[] owner(String name) {
		return bytes(shard(name) + ":owner:" + name);
	}

	byte[][] ownerAndQueue(String name) {
		String shard = shard(name);
		return new byte[][] { bytes(shard + ":owner:" + name), bytes(shard + ":queue:" + name) };
	}

	byte[][] ownerAlone(String name) {
		return new byte[][] { owner(name) };
	}

	byte[][] ownerAndFence(String name) {
		String shard = shard(name);
		return new byte[][] { bytes(shard + ":owner:" + name), bytes(shard + ":fence") };
	}

	/** Returns a key in the given shard that only one instance uses. */
	byte[] look(int shard, String instance) {
		return bytes(this.prefix + ":{" + shard + "}:look:" + instance);
	}

	String channelPrefix() {
		return this.channelPrefix;
	}

	String channel(String instance) {
		return this.channelPrefix + instance;
	}

	private String shard(String name) {
		return this.prefix + ":{" + hash(name) % SHARDS + "}";
	}

	/**
	 * CRC16 as computed by clusters, but always of the whole name. Otherwise, all names
	 * with the same hash tag would be in one shard.
	 */
	private static int hash(String name) {
		int hash = 0;
		for (byte next : bytes(name)) {
			hash ^= (next & 0xff) << 8;
			for (int bit = 0; bit < 8; bit++) {
				hash = (hash << 1) ^ (((hash & 0x8000) != 0) ? 0x1021 : 0);
			}
		}
		return hash & 0xffff;
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static byte[] bytes(Request request) {
		return bytes(request.text());
	}

	static byte[] bytes(Duration duration) {
		return bytes(Long.toString(duration.toMillis()));
	}

}
