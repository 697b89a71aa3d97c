package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.batonlock.Lease;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * What is promised of one lock, checked while a history runs. A promise that a fault
 * takes back is not kept for as long as {@code docs/guarantees.md} says.
 */
final class SimulatedPromises {

	static final int INTERVAL = 20;

	/**
	 * How long a hand-over may take without any fault: some answers and messages, each as
	 * late as the network makes them.
	 */
	static final double LATENCY = 400;

	/** How long somebody may be chosen who does not enter, or some one after another. */
	static final double WAKING = 1500;

	/** By how much clocks of milliseconds and of nanoseconds are apart. */
	private static final double CLOCKS = 2;

	final String name;

	final SimulatedRedis redis;

	private final SimulatedHistory history;

	private final SimulatedWorld world;

	private final List<Inside> inside = new ArrayList<>();

	private long begun;

	private long highestToken = -1;

	private boolean tokensPromised = true;

	private double notPromisedUntil = -1;

	/** Nobody may enter before, by the minimum hold of who was inside last. */
	private @Nullable Kept rest;

	/** Nobody may enter before, because somebody inside was left at a stop. */
	private @Nullable Kept left;

	private double excusedUntil;

	private double idle;

	/** How long somebody has been chosen and has not entered. */
	private double wakes;

	SimulatedPromises(String name, SimulatedRedis redis, SimulatedHistory history, SimulatedWorld world) {
		this.name = name;
		this.redis = redis;
		this.history = history;
		this.world = world;
	}

	/** Number of leases that have begun. */
	long begun() {
		return this.begun;
	}

	// --- one at a time

	void begin(SimulatedJvm jvm, Lease lease, Duration minHold) {
		this.begun++;
		this.idle = 0;
		this.wakes = 0;
		this.inside.removeIf((other) -> !other.lease.isValid());
		this.history.require(this.inside.isEmpty() || !promised(), () -> "two leases of " + this.name + " are valid");
		requireOver(this.rest, "before the minimum hold was over");
		requireOver(this.left, "under somebody who was left inside at a stop");
		this.inside
			.add(new Inside(jvm, lease, this.world.millis() + minHold.toNanos() / 1e6 - CLOCKS, !minHold.isZero()));
	}

	private void requireOver(@Nullable Kept kept, String problem) {
		this.history.require(kept == null || !kept.sure || !promised() || over(kept),
				() -> "somebody entered " + this.name + " " + problem);
	}

	/** The holder leaves. */
	void end(Lease lease) {
		this.idle = 0;
		this.wakes = 0;
		for (Inside holder : this.inside) {
			if (holder.lease == lease && holder.rests && lease.isValid()) {
				Kept rest = new Kept(holder.jvm, holder.restUntil, promised());
				this.rest = (this.rest != null && this.rest.until > rest.until) ? this.rest : rest;
			}
		}
		this.inside.removeIf((holder) -> holder.lease == lease);
	}

	/**
	 * Who is inside is lost, and the key left to expire; so it is for the rest of a
	 * minimum hold, after which those who queue look for themselves.
	 */
	void stop(SimulatedJvm jvm, double poll) {
		if (this.rest != null && this.rest.jvm == jvm && !over(this.rest)) {
			excuse(this.rest.until - this.world.millis() + poll);
		}
		for (Inside holder : this.inside) {
			double remaining = holder.lease.remaining().toNanos() / 1e6;
			if (holder.jvm == jvm && remaining > 0) {
				this.left = new Kept(jvm, this.world.millis() + remaining, true);
				excuse(poll); // nobody has heard when a lease ends that began by a grant
			}
		}
	}

	/** A JVM does not renew what it owns for a while, or for ever. */
	void neglect(SimulatedJvm jvm, double millis) {
		this.rest = (this.rest != null && this.rest.jvm == jvm) ? this.rest.unsure(millis) : this.rest;
	}

	/** Redis forgets, or its keys end too early. */
	void forget(double millis) {
		this.rest = (this.rest != null) ? this.rest.unsure(0) : null;
		this.left = (this.left != null) ? this.left.unsure(0) : null;
		this.notPromisedUntil = Math.max(this.notPromisedUntil, this.world.millis() + millis);
	}

	private boolean promised() {
		return this.world.millis() > this.notPromisedUntil;
	}

	// --- fencing tokens

	void token(long token) {
		if (this.tokensPromised && promised()) {
			this.history.require(token > this.highestToken, () -> "token " + token + " after " + this.highestToken);
		}
		this.highestToken = Math.max(token, this.highestToken);
	}

	void promiseNoTokens() {
		this.tokensPromised = false;
	}

	// --- how long it stands free though somebody wants it

	/** It may stand idle until then. */
	void excuse(double millis) {
		this.excusedUntil = Math.max(this.excusedUntil, this.world.millis() + millis);
	}

	/** A minimum hold that may be under way is as much longer as a clock stands still. */
	void prolongExcuse(double millis) {
		if (this.excusedUntil > this.world.millis()) {
			this.excusedUntil += millis;
		}
	}

	void watch() {
		this.inside.removeIf((holder) -> !holder.lease.isValid());
		double now = this.world.millis();
		boolean idles = this.inside.isEmpty() && now > this.excusedUntil && over(this.rest) && over(this.left)
				&& !ownerSleeps() && this.history.wanted(this.name);
		boolean chosen = idles && this.history.taken(this.name);
		this.idle = (idles && !chosen) ? this.idle + INTERVAL : 0;
		this.wakes = chosen ? this.wakes + INTERVAL : 0;
		this.history.require(this.idle <= LATENCY,
				() -> this.name + " is free and wanted for " + this.idle + " ms, without any fault that excuses it");
		this.history.require(this.wakes <= WAKING, () -> "nobody enters " + this.name + " though somebody is chosen");
	}

	private boolean over(@Nullable Kept kept) {
		return kept == null || kept.until <= this.world.millis();
	}

	/** Whether it belongs to a JVM that is dead, paused or stopped. */
	private boolean ownerSleeps() {
		this.redis.expire();
		Request owner = this.redis.owner;
		return owner != null && this.history.sleeps(owner);
	}

	/**
	 * Who is inside.
	 *
	 * @param jvm where
	 * @param lease by which lease
	 * @param restUntil until when nobody else may enter, if the holder leaves by itself
	 * @param rests whether that is promised
	 */
	private record Inside(SimulatedJvm jvm, Lease lease, double restUntil, boolean rests) {
	}

	/**
	 * A time in which nobody may enter.
	 *
	 * @param jvm whose holder that is due to
	 * @param until its end
	 * @param sure whether that is promised
	 */
	private record Kept(SimulatedJvm jvm, double until, boolean sure) {

		Kept unsure(double later) {
			return new Kept(this.jvm, this.until + later, false);
		}

	}

}
