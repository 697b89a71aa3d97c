package io.github.batonlock.redis;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.data.redis.connection.DefaultStringRedisConnection;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.RedisConnection;

/**
 * A connection to subscribe with that does no harm where Redis refuses it.
 * <p>
 * Spring Data would send UNSUBSCRIBE for a refused subscription of Jedis and put the
 * connection back into the pool without reading the answer: each later command of the
 * application on it would get the answer to the one before. So such a connection is
 * closed past Spring Data.
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
		// any other native object is the client that all share, and holds nothing for us
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
