package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.github.batonlock.engine.instance.Instance;
import io.github.batonlock.engine.instance.OwnerInquiries;
import io.github.batonlock.engine.instance.Reclaimer;
import io.github.batonlock.engine.site.LockEvents;
import io.github.batonlock.engine.site.Site;
import io.github.batonlock.engine.site.Waiter;
import io.github.batonlock.engine.support.EngineTime;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * The sites of one registry from its start to its stop, by their names. Passes callers
 * and messages to them.
 */
final class Engine implements StoreListener, Site.Surroundings {

	private final ConcurrentMap<String, Site> sites = new ConcurrentHashMap<>();

	private final LockStore store;

	private final EngineTime time;

	private final LockEvents events;

	private final Instance instance;

	private final Reclaimer reclaimer;

	private final OwnerInquiries inquiries;

	private final HouseKeeper houseKeeper;

	private final Standstill standstill;

	Engine(LockStore store, EngineTime time, Duration replyTimeout, LockEvents events, RandomGenerator random) {
		this.store = store;
		this.time = time;
		this.events = events;
		this.standstill = new Standstill(time, this.sites.values());
		this.reclaimer = new Reclaimer(store, time, () -> houseKeeper().goOn(), this.standstill::changed);
		this.instance = new Instance(store, time, replyTimeout, random, this.reclaimer);
		this.inquiries = new OwnerInquiries(store, this.instance.requests(), replyTimeout, this::inUse);
		this.houseKeeper = new HouseKeeper(time, this.sites.values(), this.reclaimer, this.instance.renewals(),
				this.instance.leftovers());
	}

	void start() {
		this.store.start(this.instance.requests().instance(), this);
	}

	/**
	 * Fail callers that wait, and let nobody wait from now on.
	 */
	void drain() {
		this.instance.drain();
		this.sites.values().forEach(Site::drain);
	}

	/**
	 * Fail callers that wait, give back locks that are not held, await answers, stop to
	 * listen.
	 */
	void stop() {
		this.instance.stop();
		this.sites.values().forEach(Site::stop);
		this.standstill.changed();
		this.standstill.await(this::idle, this.instance.replyTimeout().toNanos());
		this.reclaimer.close();
		this.inquiries.close();
		this.store.stop();
		this.time.close();
	}

	private boolean idle() {
		return this.reclaimer.idle() && this.sites.values().stream().allMatch(Site::idle);
	}

	/**
	 * Let a waiter join the site of a name.
	 * @param before told the site before the waiter joins it, which may not succeed
	 */
	Site join(String name, Waiter waiter, Consumer<Site> before) {
		while (true) {
			Site site = this.sites.get(name);
			if (site == null) {
				Site made = new Site(name, this.instance, this.events, this);
				site = Objects.requireNonNullElse(this.sites.putIfAbsent(name, made), made);
			}
			before.accept(site);
			this.houseKeeper.goOn(); // first: it may fail for want of a thread
			if (site.join(waiter)) {
				return site;
			}
		}
	}

	/**
	 * Return the settings for an acquisition: a single try where waiting is of no use.
	 */
	LockSettings sensible(String name, LockSettings settings) {
		return this.store.worthWaiting(name) ? settings : settings.withTimeout(0);
	}

	/**
	 * Renew what this JVM owns now, not when that is due.
	 */
	void renew() {
		this.sites.values().forEach(Site::renewNow);
		this.instance.renewals().flush();
	}

	// --- queries

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

	/** A lock of this JVM, with a holder only if that request owns it. */
	private LockInUse inUse(String name, Request owner) {
		Site site = this.sites.get(name);
		return (site != null) ? site.inUse(owner::equals) : new LockInUse(name, null, 0);
	}

	/** Number of callers that wait. */
	int waiters() {
		return this.sites.values().stream().mapToInt(Site::waiters).sum();
	}

	/** Number of callers that wait for locks of a category. */
	int waiters(String category) {
		return this.sites.values().stream().mapToInt((site) -> site.waiters(category)).sum();
	}

	EngineTime time() {
		return this.time;
	}

	LockEvents events() {
		return this.events;
	}

	Instance instance() {
		return this.instance;
	}

	Reclaimer reclaimer() {
		return this.reclaimer;
	}

	OwnerInquiries inquiries() {
		return this.inquiries;
	}

	HouseKeeper houseKeeper() {
		return this.houseKeeper;
	}

	Standstill standstill() {
		return this.standstill;
	}

	// --- messages

	@Override
	public void granted(String name, Request request, long place, Duration grantLease, long waiting) {
		if (!this.instance.requests().made(request)) {
			return; // garbage, or not meant for us
		}
		this.instance.subscription().granted(request);
		Site site = this.sites.get(name);
		if (site != null) {
			site.granted(request, place, grantLease.toNanos(), waiting);
		}
		else {
			this.instance.giveBack(name, request, false);
		}
	}

	@Override
	public void asked(String name, Request owner) {
		if (!this.instance.requests().made(owner)) {
			return;
		}
		Site site = this.sites.get(name);
		if (site != null) {
			site.asked(owner);
		}
		else if (!this.instance.forgetReleased(owner)) {
			this.instance.giveBack(name, owner, false);
		}
	}

	@Override
	public void told(Inquiry inquiry) {
		this.inquiries.told(inquiry);
	}

	@Override
	public void subscribed() {
		this.instance.subscription().subscribed();
		this.sites.values().forEach(Site::subscribed);
		renew(); // the store may have been started anew, and have forgotten
	}

	@Override
	public void delivery(Delivery found) {
		this.instance.subscription().delivered(found);
	}

	// --- the sites

	@Override
	public void due(long at) {
		this.houseKeeper.due(at);
	}

	@Override
	public void retired(Site site) {
		this.sites.remove(site.name(), site);
	}

	@Override
	public void rested() {
		this.standstill.changed();
	}

}
