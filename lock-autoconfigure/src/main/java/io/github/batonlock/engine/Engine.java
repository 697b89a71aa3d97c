package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;

import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * The sites of one instance from its start to its stop, and what they share.
 */
final class Engine implements StoreListener {

	static final Refusal STOPPED = new Refusal.Unavailable("its registry is stopped", null);

	static final Refusal STOPPING = new Refusal.Unavailable("its registry is being stopped, so nobody waits any more",
			null);

	private final ConcurrentMap<String, Site> sites = new ConcurrentHashMap<>();

	private final Requests requests = new Requests();

	private final BusyNames busyNames = new BusyNames();

	private final ReleasedRequests released = new ReleasedRequests();

	private final Pulse pulse = new Pulse();

	private final Pulse renewalPulse = new Pulse();

	private final LockStore store;

	private final EngineTime time;

	private final Duration replyTimeout;

	private final LockEvents events;

	private final RandomGenerator random;

	private final GiveBacks giveBacks;

	private final Hearing hearing;

	private final Inquiries inquiries;

	private final Renewals renewals;

	private final Scan scan;

	/** For those who may not be able to make a call any more. */
	final Leftovers leftovers = new Leftovers();

	private final Standstill standstill;

	private volatile boolean draining;

	private volatile boolean stopped;

	Engine(LockStore store, EngineTime time, Duration replyTimeout, LockEvents events, RandomGenerator random) {
		this.store = store;
		this.time = time;
		this.replyTimeout = replyTimeout;
		this.events = events;
		this.random = random;
		this.standstill = new Standstill(time, this.sites.values());
		this.giveBacks = new GiveBacks(store, time, () -> scan().goOn(), this.standstill::changed);
		this.hearing = new Hearing(store, time);
		this.inquiries = new Inquiries(store, this.requests, replyTimeout, this.sites::get);
		this.renewals = new Renewals(store, random.nextLong());
		this.scan = new Scan(time, this.sites.values(), this.giveBacks, this.renewals, this.leftovers);
	}

	void start() {
		this.store.start(this.requests.instance(), this);
	}

	/**
	 * Fail those who wait, and let nobody wait from now on.
	 */
	void drain() {
		this.draining = true;
		this.sites.values().forEach(Site::drain);
	}

	/**
	 * Fail those who wait, give back what is not held, await answers, stop to listen.
	 */
	void stop() {
		this.stopped = true;
		this.sites.values().forEach(Site::close);
		this.standstill.changed();
		this.standstill.await(this::idle, this.replyTimeout.toNanos());
		this.giveBacks.close();
		this.inquiries.close();
		this.store.stop();
		this.time.close();
	}

	private boolean idle() {
		return this.giveBacks.idle() && this.sites.values().stream().allMatch(Site::idle);
	}

	/**
	 * Let a waiter join the site of a name.
	 */
	Site join(String name, Waiter waiter) {
		while (true) {
			Site site = this.sites.get(name);
			if (site == null) {
				Site made = new Site(name, this);
				site = Objects.requireNonNullElse(this.sites.putIfAbsent(name, made), made);
			}
			waiter.site(site);
			this.scan.goOn(); // first: it may fail for want of a thread
			if (site.join(waiter)) {
				return site;
			}
		}
	}

	/**
	 * The settings for an acquisition: a single try where waiting is of no use.
	 */
	LockSettings sensible(String name, LockSettings settings) {
		return this.store.worthWaiting(name) ? settings : settings.withTimeout(0);
	}

	/**
	 * Renew what this JVM owns now, not when that is due.
	 */
	void renew() {
		this.sites.values().forEach((site) -> site.told(Engine::renew));
		this.renewals.flush();
	}

	private static void renew(Contender contender, Moment now) {
		Tenure tenure = contender.tenure();
		if (tenure != null) {
			tenure.renewAt(now.nanos());
		}
	}

	@Nullable Site site(String name) {
		return this.sites.get(name);
	}

	Collection<Site> sites() {
		return this.sites.values();
	}

	/** Number of names in use. */
	int inUse() {
		return this.sites.size();
	}

	/** Number of callers that wait. */
	int waiters() {
		return this.sites.values().stream().mapToInt(Site::waiters).sum();
	}

	/** Number of callers that wait for locks of a category. */
	int waiters(String category) {
		return this.sites.values().stream().mapToInt((site) -> site.waiters(category)).sum();
	}

	void retired(Site site) {
		this.sites.remove(site.name(), site);
	}

	@Override
	public void granted(String name, Request request, long place, Duration grantLease, long waiting) {
		if (!this.requests.made(request)) {
			return; // garbage, or not meant for us
		}
		this.hearing.granted(request);
		Site site = this.sites.get(name);
		if (site != null) {
			site.told((contender, now) -> contender.granted(now, request, place, grantLease.toNanos(), waiting));
		}
		else {
			this.giveBacks.once(name, request);
		}
	}

	@Override
	public void asked(String name, Request owner) {
		if (!this.requests.made(owner)) {
			return;
		}
		Site site = this.sites.get(name);
		if (site != null) {
			site.told((contender, now) -> contender.asked(owner));
		}
		else if (!this.released.remove(owner)) {
			this.giveBacks.once(name, owner);
		}
	}

	@Override
	public void told(Inquiry inquiry) {
		this.inquiries.told(inquiry);
	}

	@Override
	public void subscribed() {
		this.hearing.subscribed();
		this.sites.values().forEach((site) -> site.told(Contender::subscribed));
		renew(); // the store may have been started anew, and have forgotten
	}

	@Override
	public void delivery(Delivery found) {
		this.hearing.delivered(found);
	}

	/**
	 * A time up to a fifth shorter, so that JVMs do not act in step.
	 */
	long jitter(long nanos) {
		return nanos - (long) (nanos * this.random.nextDouble() / 5);
	}

	/** Whether nobody may wait any more. */
	boolean draining() {
		return this.draining;
	}

	/** Whether nobody may come any more. */
	boolean stopped() {
		return this.stopped;
	}

	LockStore store() {
		return this.store;
	}

	EngineTime time() {
		return this.time;
	}

	Duration replyTimeout() {
		return this.replyTimeout;
	}

	LockEvents events() {
		return this.events;
	}

	Requests requests() {
		return this.requests;
	}

	BusyNames busyNames() {
		return this.busyNames;
	}

	ReleasedRequests released() {
		return this.released;
	}

	GiveBacks giveBacks() {
		return this.giveBacks;
	}

	Hearing hearing() {
		return this.hearing;
	}

	Inquiries inquiries() {
		return this.inquiries;
	}

	Renewals renewals() {
		return this.renewals;
	}

	Scan scan() {
		return this.scan;
	}

	Standstill standstill() {
		return this.standstill;
	}

	Pulse pulse() {
		return this.pulse;
	}

	/** That of renewals alone, which other answers do not make up for. */
	Pulse renewalPulse() {
		return this.renewalPulse;
	}

}
