package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.github.batonlock.Fencing;
import io.github.batonlock.Waiting;
import io.github.batonlock.aop.DistributedLockAdvisor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of distributed locks. Values that are out of range, or contradict each
 * other, fail the start of the application.
 *
 * @param enabled Whether to provide distributed locks. Without them annotated methods run
 * unlocked.
 * @param type Where locks are kept.
 * @param keyPrefix Beginning of all keys and channels in Redis. Applications that share
 * locks must use the same.
 * @param timeout Time to wait for a lock. Zero makes one try.
 * @param lease Time for which a lock outlives a crashed JVM. At least 100ms; locks of a
 * running JVM are renewed.
 * @param maxHold Time after which a lease ends although it has not been closed. Zero for
 * never.
 * @param minHold Time for which a lock stays taken at least, even if it is released
 * earlier.
 * @param waiting Way to learn that a lock has been handed over.
 * @param spinInterval Time between two attempts when spinning. At least 10ms.
 * @param replyTimeout Time to wait for one reply of Redis.
 * @param fencing When to draw fencing tokens.
 * @param linger Time to keep a released lock that nobody else has requested, so that
 * acquiring it again costs no command.
 * @param onLost What to do when a method returned, but its lock had been lost.
 * @param interruptOnLost Whether to interrupt the thread that owns a lost lease, while it
 * is still inside.
 * @param leakDetectionThreshold Time after which a warning reports that a lease is still
 * held, with the stack that acquired it. Zero for never; anything else costs a stack
 * trace for each lease.
 * @param shutdown Whether a shutdown waits until locks are released, for at most
 * spring.lifecycle.timeout-per-shutdown-phase.
 * @param replicas Properties of the replicas that acknowledge locks.
 * @param aspect Properties of the annotation.
 * @param integration Properties of the lock registry for Spring Integration.
 * @param rules Other values for locks whose name matches a pattern such as 'order:*'. The
 * first match wins; values that it lacks are those of all locks.
 */
@ConfigurationProperties("distributed-lock")
public record LockProperties(@DefaultValue("true") boolean enabled, @DefaultValue("redis") Type type,
		@DefaultValue("lock") String keyPrefix, @DefaultValue("10s") Duration timeout,
		@DefaultValue("30s") Duration lease, @DefaultValue("0s") Duration maxHold, @DefaultValue("0s") Duration minHold,
		@DefaultValue("pubsub") WaitingMode waiting, @DefaultValue("100ms") Duration spinInterval,
		@DefaultValue("2s") Duration replyTimeout, @DefaultValue("on-demand") Fencing fencing,
		@DefaultValue("0s") Duration linger, @DefaultValue("throw") OnLost onLost,
		@DefaultValue("false") boolean interruptOnLost, @DefaultValue("0s") Duration leakDetectionThreshold,
		@DefaultValue("graceful") Shutdown shutdown, @DefaultValue Replicas replicas, @DefaultValue Aspect aspect,
		@DefaultValue Integration integration, @DefaultValue List<LockRule> rules) {

	public LockProperties {
		PropertyChecks.keyPrefix("distributed-lock.key-prefix", keyPrefix);
		PropertyChecks.between("distributed-lock.reply-timeout", replyTimeout, Duration.ofMillis(1));
		LockRule any = new LockRule("*", timeout, lease, maxHold, minHold, waiting, spinInterval, fencing, linger,
				interruptOnLost, leakDetectionThreshold);
		any.check("distributed-lock", any);
		replicas.check();
		replicas.check("reply-timeout", replyTimeout);
		replicas.check("a third of lease", lease.dividedBy(3));
		integration.check();
		rules = List.copyOf(rules);
		for (int i = 0; i < rules.size(); i++) {
			LockRule rule = rules.get(i);
			rule.check("distributed-lock.rules[" + i + "]", any);
			if (rule.lease() != null) {
				replicas.check("a third of rules[" + i + "].lease", rule.lease().dividedBy(3));
			}
		}
	}

	/**
	 * The values of locks that no rule matches, as a rule that matches all names.
	 */
	LockRule any() {
		return new LockRule("*", this.timeout, this.lease, this.maxHold, this.minHold, this.waiting, this.spinInterval,
				this.fencing, this.linger, this.interruptOnLost, this.leakDetectionThreshold);
	}

	/**
	 * Way to learn that a lock has been handed over: {@link Waiting} without its default,
	 * which has no meaning here.
	 */
	public enum WaitingMode {

		/**
		 * By a message.
		 */
		PUBSUB(Waiting.PUBSUB),

		/**
		 * By asking from time to time.
		 */
		SPIN(Waiting.SPIN);

		private final Waiting waiting;

		WaitingMode(Waiting waiting) {
			this.waiting = waiting;
		}

		Waiting waiting() {
			return this.waiting;
		}

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
		 * In memory, for this application context alone.
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
	 * Whether a shutdown waits until locks are released.
	 */
	public enum Shutdown {

		/**
		 * Wait until locks are released, no longer than the phase lasts.
		 */
		GRACEFUL,

		/**
		 * Do not wait. Locks that are still held are lost, and expire.
		 */
		IMMEDIATE

	}

	/**
	 * Properties of the replicas that acknowledge locks.
	 *
	 * @param acknowledgements Number of replicas that must acknowledge a lock before it
	 * counts as acquired. Not for a Redis Cluster.
	 * @param timeout Time to wait for their acknowledgements.
	 */
	public record Replicas(@DefaultValue("0") int acknowledgements, @DefaultValue("500ms") Duration timeout) {

		void check() {
			PropertyChecks.notNegative("distributed-lock.replicas.acknowledgements", this.acknowledgements);
			PropertyChecks.between("distributed-lock.replicas.timeout", this.timeout, Duration.ofMillis(1));
		}

		/**
		 * A wait that ends before Redis replies would not learn how many replicas are
		 * missing.
		 */
		void check(String limit, Duration value) {
			if (this.acknowledgements > 0) {
				PropertyChecks.shorter("distributed-lock.replicas.timeout", this.timeout, limit, value);
			}
		}

	}

	/**
	 * Properties of the annotation.
	 *
	 * @param order Order of the lock among other advice; smaller is further outside. The
	 * default is the lowest precedence of Spring minus 1000.
	 */
	public record Aspect(@DefaultValue(DEFAULT_ORDER) int order) {

		private static final String DEFAULT_ORDER = "" + DistributedLockAdvisor.DEFAULT_ORDER;

	}

	/**
	 * Properties of the lock registry for Spring Integration.
	 *
	 * @param timeout Time to wait where Spring Integration gives no limit. Unset to wait
	 * without limit.
	 */
	public record Integration(@Nullable Duration timeout) {

		void check() {
			PropertyChecks.between("distributed-lock.integration.timeout", this.timeout, Duration.ZERO);
		}

	}

}
