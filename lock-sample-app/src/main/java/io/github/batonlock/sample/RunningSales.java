package io.github.batonlock.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * The sales of all instances. Each sale has a key while it runs, which expires soon if
 * its instance is killed.
 */
@Component
class RunningSales {

	private static final Logger logger = LoggerFactory.getLogger(RunningSales.class);

	private static final String KEY = "shop:sale:";

	private static final Duration BEAT = Duration.ofSeconds(1);

	private final StringRedisTemplate redis;

	private final JsonMapper json;

	private final TaskScheduler scheduler;

	RunningSales(StringRedisTemplate redis, JsonMapper json, TaskScheduler scheduler) {
		this.redis = redis;
		this.json = json;
		this.scheduler = scheduler;
	}

	List<LiveEvent.Started> all() {
		try (Cursor<String> keys = this.redis.scan(ScanOptions.scanOptions().match(KEY + "*").build())) {
			return keys.stream()
				.distinct()
				.map(this.redis.opsForValue()::get)
				.filter(Objects::nonNull)
				.map((sale) -> this.json.readValue(sale, LiveEvent.Started.class))
				.toList();
		}
	}

	/**
	 * Shows that a sale is running, until the result is closed.
	 */
	Running open(LiveEvent.Started sale) {
		Running running = new Running(sale);
		running.beat();
		return running;
	}

	/**
	 * A running sale.
	 */
	final class Running implements AutoCloseable {

		private final String key;

		private final String sale;

		private final ScheduledFuture<?> beats;

		private boolean ended;

		private Running(LiveEvent.Started sale) {
			this.key = KEY + sale.sale();
			this.sale = RunningSales.this.json.writeValueAsString(sale);
			this.beats = RunningSales.this.scheduler.scheduleAtFixedRate(this::beat, Instant.now().plus(BEAT), BEAT);
		}

		// never after the end, or watchers would see the sale begin again
		private synchronized void beat() {
			if (!this.ended) {
				tolerate(() -> RunningSales.this.redis.opsForValue().set(this.key, this.sale, BEAT.multipliedBy(3)));
			}
		}

		@Override
		public synchronized void close() {
			this.ended = true;
			this.beats.cancel(false);
			tolerate(() -> RunningSales.this.redis.delete(this.key));
		}

		private static void tolerate(Runnable command) {
			try {
				command.run();
			}
			catch (DataAccessException ex) {
				logger.debug("Watchers do not see that a sale is running", ex);
			}
		}

	}

}
