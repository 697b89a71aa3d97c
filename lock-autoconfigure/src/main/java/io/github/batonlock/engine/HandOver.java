package io.github.batonlock.engine;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * Releases a tenure, and with that hands the lock to whom the store finds next. Guarded
 * by the mutex of its site.
 * <p>
 * Invariant: {@code release} is there from the decision to release until the store has
 * answered, until its key has expired for certain, or until the grant of the request that
 * it queued was heard, which may be before the answer.
 */
final class HandOver {

	private static final int FAILURES_WORTH_TELLING = 3;

	private final Contender contender;

	private final Site site;

	private final Engine engine;

	private final CommandLine commands;

	private @Nullable Release release;

	private int failures;

	private @Nullable ReleaseAnswer answer;

	/** The one who has left by the release under way, and waits for its answer. */
	private @Nullable Hold leaver;

	HandOver(Contender contender, Site site, Engine engine, CommandLine commands) {
		this.contender = contender;
		this.site = site;
		this.engine = engine;
		this.commands = commands;
	}

	boolean underWay() {
		return this.release != null;
	}

	boolean concerns(Request request) {
		return this.release != null && this.release.request.equals(request);
	}

	void begin(Moment now, Tenure ended) {
		this.release = new Release(ended.request, ended.settings, ended.deadline(),
				now.plus(ended.settings.leaseNanos()), new AtomicInteger());
		this.failures = 0;
		this.commands.trouble().forgive();
		if (!this.commands.free()) {
			// A renewal that still waits for others is in its way
			this.site.afterwards(this.engine.renewals()::flush);
		}
	}

	/**
	 * What the release was for has been reached.
	 */
	void end() {
		if (this.release != null) {
			this.engine.released().add(this.release.request);
			this.release = null;
		}
		this.leaver = null;
		if (this.answer != null) {
			this.site.afterwards(this.answer::give);
			this.answer = null;
		}
	}

	/**
	 * Tells the calling thread when the release under way has been answered.
	 * @param left the hold that the thread has left by that
	 */
	@Nullable ReleaseAnswer answer(Hold left) {
		this.answer = underWay() ? new ReleaseAnswer(this.engine.time()) : null;
		this.leaver = underWay() ? left : null;
		return this.answer;
	}

	void advance(Moment now, @Nullable Pursuit next) {
		if (this.release != null && this.commands.trouble().mayTry(now)) {
			send(now, this.release, next);
		}
	}

	private void send(Moment now, Release release, @Nullable Pursuit next) {
		LockSettings settings = release.settings;
		Request following = (next != null) ? next.request : null;
		Duration lease = (next != null) ? next.settings.lease() : settings.lease();
		this.commands.<ReleaseReply>send(now, release.request, settings, () -> {
			release.sent.incrementAndGet();
			return this.engine.store()
				.release(this.site.name(), release.request, following, settings.grantLease(), lease);
		}, (then, request, sent, reply, error) -> released(then, release, sent, reply));
	}

	private void released(Moment now, Release released, Moment sent, @Nullable ReleaseReply reply) {
		if (released != this.release) {
			return; // the grant of the next request was faster
		}
		if (reply == null && !released.until.passedAt(now)) {
			failed();
			return; // it is sent again
		}
		if (this.leaver != null && forgotten(now, released, reply)) {
			this.site.seat().lostUnnoticed(this.leaver, now, this.engine.store() + " did not know it any more");
		}
		end();
		Pursuit next = this.contender.pursuit();
		if (next != null && reply instanceof ReleaseReply.Granted granted) {
			next.passedOnBy(Tenure.Origin.THIS_JVM);
			this.contender.own(now, next, sent, next.settings.leaseNanos(), granted.waiting());
		}
		else if (next != null && reply instanceof ReleaseReply.Queued queued && this.site.waiting().anyPatient()) {
			this.site.waiting().refuseImpatient(() -> new Refusal.Busy(null));
			long pollAfter = this.contender.pollAfter(next);
			next.queued(sent, OptionalLong.of(queued.place()), now.nanos() + pollAfter);
		}
		else {
			this.contender.drop(true, reply == null);
		}
	}

	/**
	 * Whether the store had forgotten the request before it was released, and nothing
	 * else can be the reason why it did not own: neither an earlier command that has
	 * released it, nor that its time was over on the way.
	 */
	private boolean forgotten(Moment now, Release released, @Nullable ReleaseReply reply) {
		return reply instanceof ReleaseReply.NotOwner notOwner && !notOwner.repeated() && released.sent.get() == 1
				&& !released.deadline.passedAt(now);
	}

	private void failed() {
		this.failures++;
		if (this.failures == FAILURES_WORTH_TELLING) {
			String trouble = this.commands.trouble().inWords();
			this.site.afterwards(() -> this.engine.events().notReleased(this.site.name(), trouble));
		}
	}

	/**
	 * A release under way.
	 *
	 * @param request the request to be released
	 * @param settings what holds for it
	 * @param deadline until when it surely owned, unless the store has forgotten it
	 * @param until when its key has expired, so that repeating it can end
	 * @param sent how often it was sent: again after an error, be it one of the stack
	 * that sent it
	 */
	private record Release(Request request, LockSettings settings, Moment deadline, Moment until, AtomicInteger sent) {
	}

}
