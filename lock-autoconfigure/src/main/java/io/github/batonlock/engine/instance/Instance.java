package io.github.batonlock.engine.instance;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.github.batonlock.engine.support.EngineTime;
import io.github.batonlock.engine.support.Leftovers;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.Request;

/**
 * The state that all sites of an engine share, from its start to its stop. Safe for use
 * by any number of threads.
 */
public final class Instance {

	private final RequestFactory requests = new RequestFactory();

	/**
	 * Names that were found busy a moment ago, so that the first command for them can
	 * queue. A name that is forgotten costs one command more.
	 */
	private final RecentSet<String> busy = new RecentSet<>();

	/**
	 * Requests that were released a moment ago. An ask for one of them may have been on
	 * its way, and is then no sign that the request still owns. A request that is
	 * forgotten costs one release more.
	 */
	private final RecentSet<Request> released = new RecentSet<>();

	private final StoreHealth health = new StoreHealth();

	/** Of renewals alone: other answers do not make up for them. */
	private final StoreHealth renewalHealth = new StoreHealth();

	private final Leftovers leftovers = new Leftovers();

	private final LockStore store;

	private final EngineTime time;

	private final Duration replyTimeout;

	private final RandomGenerator random;

	private final Reclaimer reclaimer;

	private final SubscriptionState subscription;

	private final RenewalBatcher renewals;

	private volatile boolean draining;

	private volatile boolean stopped;

	/**
	 * Create an instance.
	 * @param store keeps the locks
	 * @param time the time
	 * @param replyTimeout how long to wait for one answer of the store
	 * @param random draws pauses that JVMs do not have in common
	 * @param reclaimer gives back requests that nobody wants
	 */
	public Instance(LockStore store, EngineTime time, Duration replyTimeout, RandomGenerator random,
			Reclaimer reclaimer) {
		this.store = store;
		this.time = time;
		this.replyTimeout = replyTimeout;
		this.random = random;
		this.reclaimer = reclaimer;
		this.subscription = new SubscriptionState(store, time);
		this.renewals = new RenewalBatcher(store, random.nextLong());
	}

	/**
	 * Return whether a name was found busy a moment ago.
	 * @param name name of the lock
	 * @return whether it was
	 */
	public boolean busy(String name) {
		return this.busy.contains(name);
	}

	/**
	 * Note whether a name was found busy.
	 * @param name name of the lock
	 * @param found whether it was
	 */
	public void busy(String name, boolean found) {
		if (found) {
			this.busy.add(name);
		}
		else {
			this.busy.remove(name);
		}
	}

	/**
	 * Note that a request was released.
	 * @param request the request
	 */
	public void released(Request request) {
		this.released.add(request);
	}

	/**
	 * Forget that a request was released.
	 * @param request the request
	 * @return whether that was remembered
	 */
	public boolean forgetReleased(Request request) {
		return this.released.remove(request);
	}

	/**
	 * Give back a request that nobody wants.
	 * @param name name of the lock
	 * @param request the request
	 * @param ambiguous whether commands of the request may run later
	 */
	public void giveBack(String name, Request request, boolean ambiguous) {
		if (ambiguous) {
			this.reclaimer.repeatedly(name, request);
		}
		else {
			this.reclaimer.once(name, request);
		}
	}

	/**
	 * Note that a command was answered.
	 * @param now this instant
	 * @param renewal whether it was a renewal
	 */
	public void answered(Moment now, boolean renewal) {
		this.health.answered(now);
		if (renewal) {
			this.renewalHealth.answered(now);
		}
	}

	/**
	 * Note that a command has failed.
	 * @param now this instant
	 * @param renewal whether it was a renewal
	 * @param reason why it has failed
	 */
	public void failed(Moment now, boolean renewal, String reason) {
		this.health.failed(now, reason);
		if (renewal) {
			this.renewalHealth.failed(now, reason);
		}
	}

	/**
	 * Shorten a time by up to a fifth, so that JVMs do not act in step.
	 * @param nanos the time
	 * @return the shorter time
	 */
	public long jitter(long nanos) {
		return nanos - (long) (nanos * this.random.nextDouble() / 5);
	}

	/**
	 * Let nobody wait from now on.
	 */
	public void drain() {
		this.draining = true;
	}

	/**
	 * Return whether nobody may wait any more.
	 * @return whether that is so
	 */
	public boolean draining() {
		return this.draining;
	}

	/**
	 * Let nobody in from now on.
	 */
	public void stop() {
		this.stopped = true;
	}

	/**
	 * Return whether nobody may come any more.
	 * @return whether that is so
	 */
	public boolean stopped() {
		return this.stopped;
	}

	public LockStore store() {
		return this.store;
	}

	public EngineTime time() {
		return this.time;
	}

	public Duration replyTimeout() {
		return this.replyTimeout;
	}

	public RequestFactory requests() {
		return this.requests;
	}

	public RenewalBatcher renewals() {
		return this.renewals;
	}

	public SubscriptionState subscription() {
		return this.subscription;
	}

	public StoreHealth health() {
		return this.health;
	}

	public StoreHealth renewalHealth() {
		return this.renewalHealth;
	}

	/** For callers that may not be able to make a call any more. */
	public Leftovers leftovers() {
		return this.leftovers;
	}

}
