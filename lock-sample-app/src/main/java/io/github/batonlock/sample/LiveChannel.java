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
 * Carries events from all instances to those that are watched.
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
	 * Tell all instances that are watched; a failure to do so is none of the sale.
	 * @return whether there are any
	 */
	boolean publish(LiveEvent event) {
		try {
			Long watched = this.redis.convertAndSend(NAME, write(event));
			return watched != null && watched > 0;
		}
		catch (DataAccessException ex) {
			logger.debug("Who watches is not told", ex);
			return false;
		}
	}

	/**
	 * Hear what all instances publish.
	 * @param listener called by the thread of the connection, which it must not hold up
	 * @return ends it
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
