package io.github.batonlock.sample;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/**
 * Carries events from all instances to the instances that are watched.
 */
@Component
class LiveChannel {

	static final String NAME = "shop:live";

	private static final Logger logger = LoggerFactory.getLogger(LiveChannel.class);

	private final StringRedisTemplate redis;

	private final JsonMapper json;

	LiveChannel(StringRedisTemplate redis, JsonMapper json) {
		this.redis = redis;
		this.json = json;
	}

	/**
	 * Sends an event to all instances that are watched. A failure does not affect the
	 * sale.
	 * @return whether there are any such instances
	 */
	boolean publish(LiveEvent event) {
		try {
			Long watched = this.redis.convertAndSend(NAME, write(event));
			return watched != null && watched > 0;
		}
		catch (DataAccessException ex) {
			logger.debug("Cannot notify the watchers", ex);
			return false;
		}
	}

	/**
	 * Subscribes to the events of all instances.
	 * @param listener called by the thread of the connection, which it must not block
	 * @return an action that ends the subscription
	 */
	Runnable listen(Consumer<String> listener) {
		RedisConnection connection = this.redis.getRequiredConnectionFactory().getConnection();
		try {
			connection.subscribe(
					(message, pattern) -> listener.accept(new String(message.getBody(), StandardCharsets.UTF_8)),
					NAME.getBytes(StandardCharsets.UTF_8));
			return connection::close;
		}
		catch (DataAccessException ex) {
			connection.close();
			throw ex;
		}
	}

	String write(LiveEvent event) {
		return this.json.writeValueAsString(event);
	}

}
