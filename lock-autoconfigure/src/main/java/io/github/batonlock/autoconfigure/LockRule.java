package io.github.batonlock.autoconfigure;

import java.time.Duration;

import io.github.batonlock.Fencing;
import io.github.batonlock.LockOptions;
import io.github.batonlock.autoconfigure.LockProperties.WaitingMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.util.PatternMatchUtils;

/**
 * Values for locks whose name matches a pattern.
 *
 * @param name Pattern of the names, with * for any text. Required.
 * @param timeout Time to wait for a lock. Zero makes one try.
 * @param lease Time for which a lock outlives a crashed JVM. At least 100ms.
 * @param maxHold Time after which a lease ends although it has not been closed. Zero for
 * never.
 * @param minHold Time for which a lock stays taken at least, even if it is released
 * earlier.
 * @param waiting Way to learn that a lock has been handed over.
 * @param spinInterval Time between two attempts when spinning. At least 10ms.
 * @param fencing When to draw fencing tokens.
 * @param linger Time to keep a released lock that nobody else has requested.
 * @param interruptOnLost Whether to interrupt the thread that owns a lost lease, while it
 * is still inside.
 * @param leakDetectionThreshold Time after which a warning reports that a lease is still
 * held. Zero for never.
 */
@ConfigurationPropertiesSource // generates metadata for the properties of a rule
public record LockRule(@Nullable String name, @Nullable Duration timeout, @Nullable Duration lease,
		@Nullable Duration maxHold, @Nullable Duration minHold, @Nullable WaitingMode waiting,
		@Nullable Duration spinInterval, @Nullable Fencing fencing, @Nullable Duration linger,
		@Nullable Boolean interruptOnLost, @Nullable Duration leakDetectionThreshold) {

	/**
	 * Rejects values that are out of range or contradict each other.
	 * @param property where this rule is configured
	 * @param any the values that apply where this rule has none
	 */
	void check(String property, LockRule any) {
		PropertyChecks.notBlank(property + ".name", this.name);
		PropertyChecks.between(property + ".timeout", this.timeout, Duration.ZERO);
		PropertyChecks.between(property + ".lease", this.lease, Duration.ofMillis(100));
		PropertyChecks.between(property + ".max-hold", this.maxHold, Duration.ZERO);
		PropertyChecks.between(property + ".min-hold", this.minHold, Duration.ZERO);
		PropertyChecks.between(property + ".spin-interval", this.spinInterval, Duration.ofMillis(10));
		PropertyChecks.between(property + ".linger", this.linger, Duration.ZERO);
		PropertyChecks.between(property + ".leak-detection-threshold", this.leakDetectionThreshold, Duration.ZERO);
		PropertyChecks.notLonger(property + ".min-hold", (this.minHold != null) ? this.minHold : any.minHold,
				(this.maxHold != null) ? this.maxHold : any.maxHold);
	}

	boolean matches(String lockName) {
		return PatternMatchUtils.simpleMatch(this.name, lockName);
	}

	LockOptions options() {
		LockOptions.Builder options = LockOptions.builder();
		PropertyMapper map = PropertyMapper.get();
		map.from(this.timeout).to(options::timeout);
		map.from(this.lease).to(options::lease);
		map.from(this.maxHold).to(options::maxHold);
		map.from(this.minHold).to(options::minHold);
		map.from(this.waiting).as(WaitingMode::waiting).to(options::waiting);
		map.from(this.spinInterval).to(options::spinInterval);
		map.from(this.fencing).to(options::fencing);
		map.from(this.linger).to(options::linger);
		map.from(this.interruptOnLost).to(options::interruptOnLost);
		map.from(this.leakDetectionThreshold).to(options::leakDetectionThreshold);
		return options.build();
	}

}
