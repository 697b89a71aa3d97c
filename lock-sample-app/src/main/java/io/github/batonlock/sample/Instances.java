package io.github.batonlock.sample;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * The instances that share the Redis and the database. Each instance has a key with its
 * address while it accepts requests.
 */
@Component
class Instances implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Instances.class);

	private static final String KEY = "shop:instance:";

	private static final Duration BEAT = Duration.ofSeconds(1);

	private final StringRedisTemplate redis;

	private final TaskScheduler scheduler;

	private final Environment environment;

	private volatile @Nullable ScheduledFuture<?> beats;

	private volatile boolean heard = true;

	Instances(StringRedisTemplate redis, TaskScheduler scheduler, Environment environment) {
		this.redis = redis;
		this.scheduler = scheduler;
		this.environment = environment;
	}

	/**
	 * Returns the address of this instance, known once it accepts requests.
	 */
	String self() {
		return this.environment.getRequiredProperty("shop.url");
	}

	/**
	 * Returns the addresses of all other instances.
	 */
	List<String> others() {
		try (Cursor<String> keys = this.redis.scan(ScanOptions.scanOptions().match(KEY + "*").build())) {
			return keys.stream()
				.filter((key) -> database().equals(this.redis.opsForValue().get(key)))
				.map((key) -> key.substring(KEY.length()))
				.filter((address) -> !address.equals(self()))
				.distinct()
				.sorted()
				.toList();
		}
	}

	/**
	 * Returns the addresses of all instances, this one first.
	 */
	List<String> all() {
		return Stream.concat(Stream.of(self()), others().stream()).toList();
	}

	@Override
	public void start() {
		this.beats = this.scheduler.scheduleAtFixedRate(this::beat, BEAT);
	}

	@Override
	public void stop() {
		Objects.requireNonNull(this.beats).cancel(false);
		this.beats = null;
		try {
			this.redis.delete(KEY + self());
		}
		catch (DataAccessException ex) {
			logger.warn("Could not remove the key of this instance: {}", ex.getMessage());
		}
	}

	@Override
	public boolean isRunning() {
		return this.beats != null;
	}

	private void beat() {
		try {
			this.redis.opsForValue().set(KEY + self(), database(), BEAT.multipliedBy(3));
			this.heard = true;
		}
		catch (DataAccessException ex) {
			if (this.heard) {
				logger.warn("The other instances cannot see this one: {}", ex.getMessage());
			}
			this.heard = false;
		}
	}

	private String database() {
		return this.environment.getRequiredProperty("spring.datasource.url");
	}

}
