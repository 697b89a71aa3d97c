package io.github.batonlock.redis;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.data.redis.connection.DefaultStringRedisConnection;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * A connection for subscriptions that does no harm if Redis refuses the subscription.
 * <p>
 * For a refused subscription of Jedis, Spring Data would send UNSUBSCRIBE and return the
 * connection to the pool without reading the reply: each later command of the application
 * on that connection would get the reply to the previous one. Therefore, such a
 * connection is closed bypassing Spring Data.
 */
final class SubscribingConnection extends DefaultStringRedisConnection {

	private static final Log logger = LogFactory.getLog(SubscribingConnection.class);

	private static final String POOLED = "redis.clients.jedis.Jedis";

	private volatile boolean refused;

	SubscribingConnection(RedisConnection connection) {
		super(connection);
	}

	@Override
	public void subscribe(MessageListener listener, byte[]... channels) {
		try {
			super.subscribe(listener, channels);
		}
		catch (RuntimeException ex) {
			this.refused = true;
			throw ex;
		}
	}

	@Override
	public void close() {
		if (!this.refused) {
			super.close();
			return;
		}
		// any other native object is the shared client, and holds no connection of ours
		if (getNativeConnection() instanceof AutoCloseable jedis && jedis.getClass().getName().equals(POOLED)) {
			try {
				jedis.close();
			}
			catch (Exception ex) {
				logger.debug("Cannot close a connection that could not subscribe", ex);
			}
		}
	}

}
