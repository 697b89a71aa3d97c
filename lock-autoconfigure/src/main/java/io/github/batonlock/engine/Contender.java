package io.github.batonlock.engine;

import java.util.OptionalLong;

import io.github.batonlock.engine.LockStore.Enqueue;
import org.jspecify.annotations.Nullable;

/**
 * This JVM among those that want one lock: its course through the store, as
 * {@code docs/protocol.md} tells it. Guarded by the mutex of its site.
 * <p>
 * Invariants: {@code pursuit} is set while REQUESTING and QUEUED, and while RELEASING if
 * threads of this JVM still wait; {@code tenure} is set while OWNED, {@code release}
 * while RELEASING. An answer or a message about any other request is about one that
 * nobody wants, so that request is given back.
 */
final class Contender {

	enum State {

		NONE, REQUESTING, QUEUED, OWNED, RELEASING

	}

	private final Site site;

	private final Engine engine;

	private final LockStore store;

	private final CommandLine commands;

	private State state = State.NONE;

	private @Nullable Pursuit pursuit;

	private @Nullable Tenure tenure;

	private @Nullable Release release;

	Contender(Site site, Engine engine) {
		this.site = site;
		this.engine = engine;
		this.store = engine.store();
		this.commands = new CommandLine(site, engine, this::late);
	}

	State state() {
		return this.state;
	}

	@Nullable Tenure tenure() {
		return this.tenure;
	}

	boolean idle() {
		return this.state == State.NONE && this.commands.free();
	}

	@Nullable Refusal refusal(Moment now, long waitedSince) {
		return this.commands.refusal(now, waitedSince);
	}

	/**
	 * A caller wants one answer now, whatever has failed before.
	 */
	void hurry() {
		this.commands.trouble().forgive();
	}

	/**
	 * Send the next command if one is due and none is under way.
	 */
	void advance(Moment now) {
		if (!this.commands.free()) {
			return;
		}
		boolean mayTry = this.commands.trouble().mayTry(now);
		if (this.state == State.NONE && this.site.wanted() && mayTry) {
			begin(now);
		}
		else if (this.state == State.REQUESTING && this.pursuit != null) {
			acquire(now, this.pursuit, firstEnqueue(now, this.pursuit));
		}
		else if (this.state == State.QUEUED && this.pursuit != null && now.nanos() - this.pursuit.pollAt() >= 0) {
			acquire(now, this.pursuit, this.pursuit.enqueueAgain(now));
		}
		else if (this.tenure != null && now.nanos() - this.tenure.renewAt() >= 0) {
			renew(now, this.tenure);
		}
		else if (this.tenure != null && this.site.seat().wantsToken()) {
			fence(now, this.tenure);
		}
		else if (this.release != null && mayTry) {
			release(now, this.release, this.pursuit);
		}
	}

	/**
	 * Notice what time alone has changed.
	 */
	void tick(Moment now) {
		this.commands.tick(now);
		checkDeadline(now);
	}

	void checkDeadline(Moment now) {
		if (this.tenure != null && this.tenure.over(now)) {
			lose(now, "it could not be renewed in time" + this.commands.trouble().inWords());
		}
	}

	long dueAt() {
		long due = this.commands.dueAt();
		if (this.tenure != null) {
			due = Math.min(due, this.tenure.deadline().nanos());
		}
		if (!this.commands.free()) {
			return due;
		}
		return switch (this.state) {
			case NONE -> this.site.wanted() ? this.commands.trouble().retryAt() : due;
			case QUEUED -> (this.pursuit != null) ? this.pursuit.pollAt() : due;
			case OWNED -> (this.tenure != null) ? Math.min(due, this.tenure.renewAt()) : due;
			case RELEASING -> this.commands.trouble().retryAt();
			case REQUESTING -> due;
		};
	}

	// --- a request

	private void begin(Moment now) {
		Pursuit first = pursue(now, this.site.waitsAlone());
		this.state = State.REQUESTING;
		if (this.engine.busyNames().contains(this.site.name())) {
			acquire(now, first, firstEnqueue(now, first));
		}
		else {
			this.commands.send(now, first.request, first.settings,
					() -> this.store.tryAcquire(this.site.name(), first.request, first.settings.lease()),
					this::acquired);
		}
	}

	private Pursuit pursue(Moment now, boolean single) {
		LockSettings settings = this.site.nextSettings();
		boolean unprobed = settings.spin() || !this.engine.hearing().heard();
		Request request = this.engine.requests().next(settings.lease(), unprobed, single && settings.linger() == 0);
		Pursuit next = new Pursuit(request, settings, now);
		this.pursuit = next;
		return next;
	}

	private Enqueue firstEnqueue(Moment now, Pursuit pursuit) {
		return this.site.patient() ? pursuit.enqueueFirst(now) : Enqueue.NO;
	}

	private void acquire(Moment now, Pursuit pursuit, Enqueue enqueue) {
		this.commands.send(now, pursuit.request, pursuit.settings,
				() -> this.store.acquire(this.site.name(), pursuit.request, pursuit.settings.lease(), enqueue),
				this::acquired);
	}

	private void acquired(Moment now, Request request, Moment sent, @Nullable AcquireReply reply,
			@Nullable Throwable error) {
		Pursuit current = this.pursuit;
		if (current == null || !current.request.equals(request)) {
			giveBack(request, error != null);
		}
		else if (this.state != State.REQUESTING && this.state != State.QUEUED) {
			return; // a grant has overtaken this answer
		}
		else if (reply instanceof AcquireReply.Granted granted) {
			if (this.state == State.REQUESTING) {
				this.engine.busyNames().remove(this.site.name());
			}
			own(now, current, sent, current.settings.leaseNanos(), granted.waiting());
		}
		else if (error != null) {
			unanswered(current);
		}
		else {
			this.engine.busyNames().add(this.site.name());
			if (reply instanceof AcquireReply.Wait wait) {
				waits(now, current, sent, wait);
			}
		}
	}

	private void waits(Moment now, Pursuit current, Moment sent, AcquireReply.Wait wait) {
		if (this.engine.requests().made(wait.owner())) {
			giveBack(wait.owner(), false); // neither held nor wanted: a ghost
		}
		boolean polled = this.state == State.QUEUED;
		if (polled && wait.place().isEmpty() && !current.settings.spin()) {
			this.engine.hearing().dropped();
			drop(true, false);
			return;
		}
		this.site.refuseImpatient(new Refusal.Busy("instance " + wait.owner().instance()));
		if (!this.site.wanted()) {
			drop(wait.place().isPresent(), false);
		}
		else if (polled || wait.place().isPresent() || current.settings.spin()) {
			queue(now, current, sent, wait.place(), current.pollAfter(wait.ownerLeft()));
		}
	}

	private void queue(Moment now, Pursuit current, Moment sent, OptionalLong place, long pollAfter) {
		this.state = State.QUEUED;
		current.waits(sent, place);
		current.pollAt(now.nanos() + this.engine.jitter(pollAfter));
	}

	private void unanswered(Pursuit current) {
		Refusal refusal = this.commands.trouble().refusal();
		if (refusal != null) {
			this.site.refuseImpatient(refusal);
		}
		if (this.state == State.QUEUED) {
			current.pollAt(this.commands.trouble().retryAt()); // a poll changes no place
		}
		else {
			drop(true, true);
		}
	}

	/**
	 * The last waiter has left.
	 */
	void unwanted() {
		if (this.pursuit != null && this.state != State.RELEASING) {
			drop(!this.commands.carries(this.pursuit.request), false);
		}
	}

	/**
	 * End the pursuit, so that a new one begins if anybody waits.
	 * @param giveBack whether the store may know of the request; not if that is certain
	 * or will be looked at when the command under way is answered
	 * @param ambiguous whether commands of the request may run later
	 */
	private void drop(boolean giveBack, boolean ambiguous) {
		if (giveBack && this.pursuit != null) {
			giveBack(this.pursuit.request, ambiguous);
		}
		this.pursuit = null;
		this.state = State.NONE;
	}

	private void giveBack(Request request, boolean ambiguous) {
		GiveBacks giveBacks = this.engine.giveBacks();
		String name = this.site.name();
		this.site
			.afterwards(ambiguous ? () -> giveBacks.repeatedly(name, request) : () -> giveBacks.once(name, request));
	}

	private void late(Moment now, Request request, Moment sent, @Nullable Object reply, @Nullable Throwable error) {
		if (reply instanceof AcquireReply && !concerns(request)) {
			giveBack(request, false);
		}
	}

	// --- messages

	void granted(Moment now, Request request, long place, long grantLease, long waiting) {
		Pursuit current = this.pursuit;
		if (current != null && current.request.equals(request)) {
			if (!current.voids(place)) {
				own(now, current, current.sent(), grantLease, waiting);
			}
		}
		else if (!concerns(request)) {
			giveBack(request, false);
		}
	}

	void asked(Request owner) {
		if (this.pursuit != null && this.pursuit.request.equals(owner)) {
			this.pursuit.ask();
		}
		else if (this.tenure != null && this.tenure.request.equals(owner)) {
			this.tenure.ask();
		}
		else if (!concerns(owner)) {
			giveBack(owner, false);
		}
	}

	void subscribed(Moment now) {
		if (this.state == State.QUEUED && this.pursuit != null) {
			this.pursuit.pollAt(now.nanos());
		}
	}

	private boolean concerns(Request request) {
		return (this.pursuit != null && this.pursuit.request.equals(request))
				|| (this.tenure != null && this.tenure.request.equals(request))
				|| (this.release != null && this.release.request.equals(request));
	}

	// --- a tenure

	private void own(Moment now, Pursuit current, Moment sent, long lease, long waiting) {
		this.release = null;
		if (now.nanosLeft(sent.plus(lease)) <= lease / 3) {
			this.state = State.QUEUED;
			current.pollAt(now.nanos()); // perhaps over before we heard of it: confirm it
		}
		else {
			this.state = State.OWNED;
			this.pursuit = null;
			this.tenure = new Tenure(current, now, sent, lease, current.asked() || waiting > 0);
		}
		this.site.releaseAnswered();
	}

	private void renew(Moment now, Tenure current) {
		this.commands.<RenewReply>send(now, current.request, current.settings,
				() -> this.store.renew(this.site.name(), current.request, current.settings.lease()),
				(then, request, sent, reply, error) -> renewed(then, current, sent, reply));
	}

	private void renewed(Moment now, Tenure renewed, Moment sent, @Nullable RenewReply reply) {
		if (renewed != this.tenure) {
			return;
		}
		if (reply instanceof RenewReply.Kept kept) {
			renewed.renewed(sent);
			if (kept.waiting() > 0) {
				renewed.ask();
			}
		}
		else if (reply instanceof RenewReply.Lost) {
			lose(now, this.store + " does not know it any more");
		}
		else {
			renewed.renewAt(this.commands.trouble().retryAt());
		}
	}

	private void fence(Moment now, Tenure current) {
		int wanted = current.tokensWanted(this.site.wanted());
		this.commands.<FenceReply>send(now, current.request, current.settings,
				() -> this.store.fence(this.site.name(), current.request, wanted),
				(then, request, sent, reply, error) -> fenced(then, current, wanted, reply));
	}

	private void fenced(Moment now, Tenure fenced, int wanted, @Nullable FenceReply reply) {
		if (fenced != this.tenure) {
			return;
		}
		Refusal refusal = this.commands.trouble().refusal();
		if (reply instanceof FenceReply.Drawn drawn) {
			fenced.tokensDrawn(drawn.first(), wanted);
			this.site.seat().giveToken(fenced);
		}
		else if (reply instanceof FenceReply.Lost) {
			lose(now, this.store + " does not know it any more");
		}
		else if (refusal != null) {
			this.site.seat().refuseToken(refusal);
		}
	}

	private void lose(Moment now, String reason) {
		if (this.tenure != null) {
			giveBack(this.tenure.request, false);
			forsake();
			this.site.lost(now, reason);
		}
	}

	/**
	 * Leave the key to expire: somebody may still be inside.
	 */
	void forsake() {
		this.tenure = null;
		this.state = State.NONE;
	}

	// --- the hand-over

	/**
	 * Hand the lock to the next JVM, queueing again if threads of this one still wait.
	 */
	void handOver(Moment now, Tenure current) {
		this.tenure = null;
		this.state = State.RELEASING;
		this.release = new Release(current.request, current.settings, now.plus(current.settings.leaseNanos()));
		hurry();
		if (this.site.wanted()) {
			pursue(now, false);
		}
	}

	private void release(Moment now, Release release, @Nullable Pursuit next) {
		LockSettings settings = release.settings;
		this.commands.<ReleaseReply>send(now, release.request, settings,
				() -> this.store.release(this.site.name(), release.request, (next != null) ? next.request : null,
						settings.grantLease(), settings.lease()),
				(then, request, sent, reply, error) -> released(then, release, sent, reply));
	}

	private void released(Moment now, Release released, Moment sent, @Nullable ReleaseReply reply) {
		if (released != this.release || (reply == null && !released.until.passedAt(now))) {
			return; // the grant of the next request was faster, or the release is sent
					// again
		}
		this.release = null;
		this.site.releaseAnswered();
		Pursuit next = this.pursuit;
		if (next != null && reply instanceof ReleaseReply.Granted granted) {
			own(now, next, sent, next.settings.leaseNanos(), granted.waiting());
		}
		else if (next != null && reply instanceof ReleaseReply.Queued queued && this.site.patient()) {
			this.site.refuseImpatient(new Refusal.Busy(null));
			queue(now, next, sent, OptionalLong.of(queued.place()), next.pollAfter(next.settings.lease()));
		}
		else {
			drop(true, reply == null);
		}
	}

	/**
	 * A release under way.
	 *
	 * @param request the request to be released
	 * @param settings what holds for it
	 * @param until when its key has expired, so that repeating it can end
	 */
	private record Release(Request request, LockSettings settings, Moment until) {
	}

}
