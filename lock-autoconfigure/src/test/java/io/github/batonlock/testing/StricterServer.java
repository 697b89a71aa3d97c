package io.github.batonlock.testing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.batonlock.store.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * Servers that allow less than Redis, as far as their documentation and those who use
 * them tell.
 */
public enum StricterServer implements RespProxy.Limits {

	/**
	 * In scripts PUBLISH is a sharded one, and may go only where the keys are: as on
	 * ElastiCache Serverless.
	 */
	SHARDED_PUBLISH {

		@Override
		public String prelude() {
			return redefine("""
					if command == 'PUBLISH' then
						return {err = 'ERR Script attempted to access a non local key in a cluster node'}
					end""");
		}

	},

	/**
	 * Scripts are checked before they run: commands and keys must stand in them
	 * literally, and Pub/Sub must not: as on Tair and ApsaraDB.
	 */
	LITERAL_KEYS {

		@Override
		public @Nullable String refusesScript(String text) {
			String script = text.replaceAll("--.*", "");
			Matcher call = CALL.matcher(script);
			while (call.find()) {
				if (!LITERAL.matcher(script.substring(call.end())).lookingAt()) {
					return "ERR bad lua script for redis cluster, all the keys that the script uses should be passed using"
							+ " the KEYS array";
				}
			}
			return null;
		}

	},

	/**
	 * A proxy before several shards, which only itself knows who subscribes: what scripts
	 * publish gets nowhere, and nobody seems to listen.
	 */
	PROXY {

		@Override
		public String prelude() {
			return redefine("""
					if command == 'PUBLISH' then
						return 0
					elseif command == 'PUBSUB' then
						return {(select(2, ...)), 0}
					end""");
		}

	},

	/**
	 * NUMSUB in scripts is always 0, while messages of scripts arrive.
	 */
	NOBODY_COUNTED {

		@Override
		public String prelude() {
			return redefine("if command == 'PUBSUB' then return {(select(2, ...)), 0} end");
		}

	},

	/**
	 * Several nodes behind one address: subscriptions are on the one that has the odd
	 * shards.
	 */
	SEVERAL_NODES {

		@Override
		public String prelude() {
			return redefine("""
					if tonumber(string.match(KEYS[1], '{(%d+)}')) % 2 == 0 then
						if command == 'PUBLISH' then
							return 0
						elseif command == 'PUBSUB' then
							return {(select(2, ...)), 0}
						end
					end""");
		}

	};

	private static final Pattern CALL = Pattern.compile("redis\\.p?call\\(");

	private static final Pattern LITERAL = Pattern
		.compile("'TIME'\\)|'(?!PUBLISH|PUBSUB)[A-Z]+', KEYS\\[\\d\\](, |\\))");

	/**
	 * How messages get to an instance there.
	 * @return what is to be found out
	 */
	public Delivery delivery() {
		return new Delivery((this == NOBODY_COUNTED) ? Delivery.Way.SCRIPT : Delivery.Way.CLIENT, false);
	}

	/**
	 * Lua that comes before what a call in a script does.
	 */
	private static String redefine(String first) {
		return """
				local redis = (function(redis) local function as(call) return function(command, ...) %s return call(command, ...) end end
				return {call = as(redis.call), pcall = as(redis.pcall)} end)(redis)
				"""
			.formatted(first)
			.replaceAll("\\s+", " ");
	}

}
