package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.github.batonlock.Fencing;
import io.github.batonlock.LockOptions;
import io.github.batonlock.Waiting;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of distributed locks. Not for application code: components may be added.
 *
 * @param enabled Whether to provide distributed locks.
 * @param type Where locks are kept.
 * @param keyPrefix Beginning of all keys and channels in Redis.
 * @param timeout Time to wait for a lock, zero for one try.
 * @param lease Time for which a lock outlives a crashed JVM.
 * @param maxHold Time after which a lease ends although it has not been closed, zero for
 * never.
 * @param minHold Time for which a lock stays taken at least.
 * @param waiting Way to learn that a lock has been handed over.
 * @param spinInterval Time between two questions when spinning.
 * @param replyTimeout Time to wait for one answer of Redis.
 * @param fencing When to draw fencing tokens.
 * @param linger Time to keep a lock that nobody else has asked for.
 * @param onLost What to do when a method returned, but its lock had been lost.
 * @param aspect Properties of the annotation.
 * @param rules Other values for locks by the pattern of their name; the first match wins.
 */
@ConfigurationProperties("distributed-lock")
public record LockProperties(@DefaultValue("true") boolean enabled, @DefaultValue("redis") Type type,
		@DefaultValue("lock") String keyPrefix, @DefaultValue("10s") Duration timeout,
		@DefaultValue("30s") Duration lease, @DefaultValue("0s") Duration maxHold, @DefaultValue("0s") Duration minHold,
		@DefaultValue("pubsub") Waiting waiting, @DefaultValue("100ms") Duration spinInterval,
		@DefaultValue("2s") Duration replyTimeout, @DefaultValue("on-demand") Fencing fencing,
		@DefaultValue("0s") Duration linger, @DefaultValue("throw") OnLost onLost, @DefaultValue Aspect aspect,
		@DefaultValue List<Rule> rules) {

	/**
	 * Create properties.
	 * @throws IllegalArgumentException if one is out of range, or two contradict
	 */
	public LockProperties {
		Ranges.keyPrefix(keyPrefix);
		Ranges.atLeast("distributed-lock.timeout", timeout, Duration.ZERO);
		Ranges.atLeast("distributed-lock.lease", lease, Ranges.SHORTEST_LEASE);
		Ranges.atLeast("distributed-lock.max-hold", maxHold, Duration.ZERO);
		Ranges.atLeast("distributed-lock.min-hold", minHold, Duration.ZERO);
		Ranges.atLeast("distributed-lock.spin-interval", spinInterval, Ranges.SHORTEST_SPIN);
		Ranges.atLeast("distributed-lock.reply-timeout", replyTimeout, Duration.ofMillis(1));
		Ranges.atLeast("distributed-lock.linger", linger, Duration.ZERO);
		Ranges.minHold("distributed-lock.min-hold", minHold, maxHold);
	}

	LockOptions options() {
		return LockOptions.builder()
			.timeout(this.timeout)
			.lease(this.lease)
			.maxHold(this.maxHold)
			.minHold(this.minHold)
			.waiting((this.waiting != Waiting.DEFAULT) ? this.waiting : Waiting.PUBSUB)
			.spinInterval(this.spinInterval)
			.fencing(this.fencing)
			.linger(this.linger)
			.build();
	}

	/**
	 * Where locks are kept.
	 */
	public enum Type {

		/**
		 * In Redis, for all JVMs that share it.
		 */
		REDIS,

		/**
		 * In memory, for this JVM alone.
		 */
		LOCAL

	}

	/**
	 * What to do when a method returned, but its lock had been lost.
	 */
	public enum OnLost {

		/**
		 * Throw {@code LockLostException}.
		 */
		THROW,

		/**
		 * Log a warning.
		 */
		WARN

	}

	/**
	 * Properties of the annotation.
	 *
	 * @param order Order of the lock among other advice; smaller is further outside.
	 */
	public record Aspect(@DefaultValue("2147482647") int order) {

	}

	/**
	 * Other values for some locks.
	 *
	 * @param name Pattern of the names, with * for any text.
	 * @param timeout Time to wait for a lock, zero for one try.
	 * @param lease Time for which a lock outlives a crashed JVM.
	 * @param maxHold Time after which a lease ends although it has not been closed.
	 * @param minHold Time for which a lock stays taken at least.
	 * @param waiting Way to learn that a lock has been handed over.
	 * @param spinInterval Time between two questions when spinning.
	 * @param fencing When to draw fencing tokens.
	 * @param linger Time to keep a lock that nobody else has asked for.
	 */
	public record Rule(String name, @Nullable Duration timeout, @Nullable Duration lease, @Nullable Duration maxHold,
			@Nullable Duration minHold, @Nullable Waiting waiting, @Nullable Duration spinInterval,
			@Nullable Fencing fencing, @Nullable Duration linger) {

		LockOptions options() {
			LockOptions.Builder options = LockOptions.builder();
			Ranges.set(this.timeout, options::timeout);
			Ranges.set(this.lease, options::lease);
			Ranges.set(this.maxHold, options::maxHold);
			Ranges.set(this.minHold, options::minHold);
			Ranges.set(this.waiting, options::waiting);
			Ranges.set(this.spinInterval, options::spinInterval);
			Ranges.set(this.fencing, options::fencing);
			Ranges.set(this.linger, options::linger);
			return options.build();
		}

	}

}
