package io.github.batonlock.redis;

import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Warns once if Redis is set to evict what it holds: locks too, as they have a time to
 * live. Where Redis does not say, nothing is said.
 */
final class EvictionCheck {

	private static final Log logger = LogFactory.getLog(EvictionCheck.class);

	private static final String HARMLESS = "noeviction";

	private final RedisConnectionFactory factory;

	private final AtomicBoolean done = new AtomicBoolean();

	EvictionCheck(RedisConnectionFactory factory) {
		this.factory = factory;
	}

	/**
	 * Look, unless Redis has answered before. Blocks as long as its answers take, and
	 * throws nothing.
	 */
	void run() {
		if (this.done.get()) {
			return;
		}
		try (RedisConnection connection = this.factory.getConnection()) {
			String policy = policy(connection);
			if (this.done.compareAndSet(false, true) && policy != null && !HARMLESS.equals(policy)) {
				logger.warn("Redis evicts locks that are held when its maxmemory is reached, because its "
						+ "maxmemory-policy is '" + policy + "'. Set that to '" + HARMLESS
						+ "', or keep locks in a Redis of their own.");
			}
		}
		catch (RedisConnectionFailureException | QueryTimeoutException ex) {
			logger.debug("Cannot ask Redis whether it evicts yet", ex);
		}
		catch (RuntimeException ex) {
			this.done.set(true);
			logger.debug("Redis does not tell whether it evicts", ex);
		}
	}

	/**
	 * The policy of the server, or of a node whose policy does harm.
	 */
	private static @Nullable String policy(RedisConnection connection) {
		String configured = policy(configuration(connection), "maxmemory-policy");
		return (configured != null) ? configured
				: policy(connection.serverCommands().info("memory"), "maxmemory_policy");
	}

	private static @Nullable Properties configuration(RedisConnection connection) {
		try {
			return connection.serverCommands().getConfig("maxmemory-policy");
		}
		catch (RuntimeException ex) {
			logger.debug("Redis does not tell its configuration", ex); // as managed ones
			return null;
		}
	}

	/**
	 * The value of a property, whose name begins with that of the node in a cluster.
	 */
	private static @Nullable String policy(@Nullable Properties properties, String property) {
		String policy = null;
		if (properties != null) {
			for (String name : properties.stringPropertyNames()) {
				if (name.endsWith(property) && (policy == null || HARMLESS.equals(policy))) {
					policy = properties.getProperty(name);
				}
			}
		}
		return policy;
	}

}
