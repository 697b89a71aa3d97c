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
 * Warns once if Redis is configured to evict keys, including locks, because they have a
 * time to live. If Redis does not report its policy, nothing is logged.
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
	 * Checks the policy, unless Redis has answered before. Blocks until Redis has
	 * answered, and never throws.
	 */
	void run() {
		if (this.done.get()) {
			return;
		}
		try (RedisConnection connection = this.factory.getConnection()) {
			String policy = policy(connection);
			if (this.done.compareAndSet(false, true) && policy != null && !HARMLESS.equals(policy)) {
				logger.warn("Redis may evict locks that are held when it reaches its maxmemory, because its "
						+ "maxmemory-policy is '" + policy + "'. Set it to '" + HARMLESS
						+ "', or keep locks in a separate Redis.");
			}
		}
		catch (RedisConnectionFailureException | QueryTimeoutException ex) {
			logger.debug("Cannot read the eviction policy of Redis yet", ex);
		}
		catch (RuntimeException ex) {
			this.done.set(true);
			logger.debug("Redis does not report its eviction policy", ex);
		}
	}

	/**
	 * Returns the policy of the server, or of a node whose policy is harmful.
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
			logger.debug("Redis does not report its configuration", ex); // managed
																			// servers do
																			// not
			return null;
		}
	}

	/**
	 * Returns the value of a property, whose name begins with the node in a cluster.
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
