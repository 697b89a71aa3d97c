package io.github.batonlock.redis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The resource that a lock guards in a test: a count that is only correct under mutual
 * exclusion, and the fencing tokens of its holders.
 */
final class Guarded {

	private final AtomicLong entries = new AtomicLong();

	private final AtomicInteger inside = new AtomicInteger();

	private final AtomicLong overlaps = new AtomicLong();

	private final AtomicLong stale = new AtomicLong();

	private final Set<Long> tokens = ConcurrentHashMap.newKeySet();

	private volatile long count;

	private volatile long newest;

	@SuppressWarnings("NonAtomicVolatileUpdate")
	void enter(long token) {
		this.entries.incrementAndGet();
		if (this.inside.incrementAndGet() > 1) {
			this.overlaps.incrementAndGet();
		}
		if (token <= this.newest) {
			this.stale.incrementAndGet();
		}
		this.tokens.add(token);
		this.newest = Math.max(this.newest, token);
		long seen = this.count;
		Thread.yield();
		this.count = seen + 1;
		this.inside.decrementAndGet();
	}

	long entries() {
		return this.entries.get();
	}

	/**
	 * Verifies that all holders were alone, each with a higher token than the previous
	 * one.
	 */
	void assertExclusion() {
		assertThat(this.overlaps).as("overlaps").hasValue(0);
		assertThat(this.count).as("count").isEqualTo(this.entries.get());
		assertThat(this.stale).as("tokens that did not rise").hasValue(0);
	}

	/**
	 * Verifies that no two holders had the same token, so that late ones could be
	 * refused.
	 */
	void assertTokensDiffer() {
		assertThat(this.tokens).as("tokens").hasSize(this.entries.intValue());
	}

	@Override
	public String toString() {
		return this.entries + " entries, " + this.overlaps + " overlaps, " + this.stale + " stale tokens";
	}

}
