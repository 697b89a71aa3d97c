package io.github.batonlock.benchmarks.scenario;

import java.util.HashMap;
import java.util.Map;

import io.github.batonlock.testing.RedisServer;

/**
 * The work of the Redis since this object was created, as counted by the Redis.
 */
final class ServerLoad {

	private final RedisServer redis;

	private final Map<String, String> before;

	private ServerLoad(RedisServer redis) {
		this.redis = redis;
		this.before = read(redis);
	}

	static ServerLoad of(RedisServer redis) {
		return new ServerLoad(redis);
	}

	/**
	 * Returns the difference until now.
	 */
	Difference now() {
		Map<String, String> after = read(this.redis);
		return (field) -> number(after, field) - number(this.before, field);
	}

	private static double number(Map<String, String> info, String field) {
		String value = info.getOrDefault(field, "0");
		int calls = value.indexOf("calls=");
		return Double.parseDouble((calls >= 0) ? value.substring(calls + 6, value.indexOf(',', calls)) : value);
	}

	private static Map<String, String> read(RedisServer redis) {
		Map<String, String> fields = new HashMap<>();
		for (String line : String.valueOf(redis.command("INFO", "everything")).split("\r\n", -1)) {
			int colon = line.indexOf(':');
			if (colon > 0) {
				String key = line.substring(0, colon);
				String value = line.substring(colon + 1);
				fields.put(key, value);
				int time = value.indexOf("usec=");
				if (time >= 0) {
					fields.put(key + ".usec", value.substring(time + 5, value.indexOf(',', time)));
				}
			}
		}
		return fields;
	}

	/**
	 * The difference of two readings.
	 */
	interface Difference {

		double of(String field);

		default double messages() {
			return of("cmdstat_publish") + of("cmdstat_spublish");
		}

		default double scripts() {
			return of("cmdstat_evalsha") + of("cmdstat_eval");
		}

		default double scriptMicros() {
			return (of("cmdstat_evalsha.usec") + of("cmdstat_eval.usec")) / scripts();
		}

		default double bytes() {
			return of("total_net_input_bytes") + of("total_net_output_bytes");
		}

		default double cpuMicros() {
			return (of("used_cpu_user") + of("used_cpu_sys")) * 1_000_000;
		}

	}

}
