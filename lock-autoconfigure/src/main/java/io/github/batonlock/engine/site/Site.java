package io.github.batonlock.engine.site;

import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import io.github.batonlock.engine.claim.Claim;
import io.github.batonlock.engine.claim.ClaimScope;
import io.github.batonlock.engine.claim.Demand;
import io.github.batonlock.engine.claim.Owned;
import io.github.batonlock.engine.instance.Instance;
import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.Backoff;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.Refusal;
import io.github.batonlock.engine.support.ReleaseSignal;
import io.github.batonlock.engine.support.SiteMonitor;
import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * One name that is in use in this JVM, and the only door to it: callers, messages and
 * time come in here, and each makes one change under the mutex. Called by any thread.
 * <p>
 * Invariants: the place is taken only while a claim owns. After each change the next
 * caller is let in and the next command is on its way, if there is any to be. A site is
 * retired, for good, when nobody uses it.
 */
public final class Site implements Demand {

	private final Surroundings surroundings;

	private final ClaimScope scope;

	private final SiteMonitor monitor;

	private final Claims claims;

	private final Admission admission;

	private boolean retired;

	private volatile long dueAt;

	/**
	 * Create a site that nobody uses yet.
	 * @param name name of the lock
	 * @param instance the state of all sites
	 * @param events tells listeners
	 * @param surroundings told what the site needs
	 */
	public Site(String name, Instance instance, LockEvents events, Surroundings surroundings) {
		this.surroundings = surroundings;
		this.monitor = new SiteMonitor(instance.time(), this::conclude, instance.leftovers());
		this.scope = new ClaimScope(name, this, instance, this.monitor, new Backoff(instance.store(), instance::jitter),
				new Backoff(instance.store(), instance::jitter));
		this.claims = new Claims(this.scope);
		this.admission = new Admission(this.scope, this.claims, events);
		this.dueAt = Agenda.never(instance.time().now().nanos());
	}

	/**
	 * Return the name of the lock.
	 * @return the name
	 */
	public String name() {
		return this.scope.name();
	}

	// --- callers

	/**
	 * Let a caller wait, or enter at once if its thread is inside already.
	 * @param waiter the caller
	 * @return whether that was possible; if not, the site is retired
	 */
	public boolean join(Waiter waiter) {
		return this.monitor.call((now) -> {
			if (this.retired) {
				return false;
			}
			this.claims.checkDeadlines(now);
			this.admission.letGo(now);
			Hold own = (waiter.owner != null) ? this.admission.occupancy().holdOf(waiter.owner) : null;
			if (own != null) {
				own.reenter();
				waiter.enter(own);
			}
			else {
				this.admission.admit(waiter, now);
			}
			return true;
		});
	}

	/**
	 * Let a chosen caller look again whether it may enter.
	 * @param waiter the caller
	 * @return whether it is inside now
	 */
	public boolean enter(Waiter waiter) {
		return this.monitor.call((now) -> {
			this.claims.checkDeadlines(now);
			return this.admission.occupancy().take(waiter, now);
		});
	}

	/**
	 * The time of a waiter is up. If it has been chosen meanwhile it may still enter.
	 * @param waiter the waiter
	 */
	public void giveUp(Waiter waiter) {
		this.monitor.run((now) -> this.admission.giveUp(waiter, now));
	}

	/**
	 * A caller does not want the lock any more.
	 * @param waiter the caller
	 */
	public void abandon(Waiter waiter) {
		this.monitor.run((now) -> this.admission.abandon(waiter));
	}

	/**
	 * A caller has left a hold once.
	 * @param hold the hold
	 * @return the outcome
	 */
	public Exit exit(Hold hold) {
		return this.monitor.call((now) -> {
			this.claims.checkDeadlines(now);
			boolean last = hold.isLeft();
			if (!last || !this.admission.leave(hold, now)) {
				return new Exit(last, null);
			}
			this.admission.settle(now);
			return new Exit(true, releaseSignal(hold));
		});
	}

	private @Nullable ReleaseSignal releaseSignal(Hold left) {
		Claim releasing = this.claims.releasing(left.request());
		if (releasing == null) {
			return null;
		}
		ReleaseSignal signal = new ReleaseSignal(this.scope.instance().time());
		releasing.whenReleased((now, loss) -> {
			if (loss != null) {
				this.admission.lostUnnoticed(left, now, loss);
			}
			this.monitor.afterwards(signal::give);
		});
		return signal;
	}

	/**
	 * Return the hold of a thread, a lost one included.
	 * @param thread the thread
	 * @return its hold, {@code null} if it has none
	 */
	public @Nullable Hold holdOf(Thread thread) {
		return this.monitor.<@Nullable Hold>call((now) -> {
			this.claims.checkDeadlines(now);
			return this.admission.occupancy().holdOf(thread);
		});
	}

	/**
	 * Ask for the fencing token of a hold.
	 * @param hold the hold
	 * @return a future that may be completed on any thread
	 * @throws io.github.batonlock.LockLostException if the hold is over
	 */
	public CompletableFuture<Long> token(Hold hold) {
		return this.monitor.call((now) -> {
			this.claims.checkDeadlines(now);
			Owned owned = this.claims.owned();
			if (owned == null || !hold.valid(now)) {
				throw hold.loss();
			}
			return this.admission.tokens().request(hold, owned);
		});
	}

	/**
	 * The time to wait for a fencing token is up.
	 * @param hold the hold that waits for it
	 * @param silence the reason, if the store has not failed
	 */
	public void giveUpToken(Hold hold, Refusal silence) {
		this.monitor.run((now) -> {
			Refusal failure = this.scope.backoff().refusal();
			this.admission.tokens()
				.giveUp(hold, (failure != null) ? failure : silence, this.scope.instance().replyTimeout());
		});
	}

	// --- messages

	/**
	 * A request was granted.
	 * @param request the request
	 * @param place its place in the queue
	 * @param grantLease for how long, in nanoseconds
	 * @param waiting how many requests waited behind it
	 */
	public void granted(Request request, long place, long grantLease, long waiting) {
		this.monitor.entrust((now) -> this.claims.granted(now, request, place, grantLease, waiting));
	}

	/**
	 * Another JVM waits for the lock.
	 * @param owner the request that it takes for the owner
	 */
	public void asked(Request owner) {
		this.monitor.entrust((now) -> this.claims.asked(owner));
	}

	/**
	 * Messages may have been lost.
	 */
	public void subscribed() {
		this.monitor.entrust((now) -> this.claims.subscribed());
	}

	// --- time and the end

	/**
	 * Return when time alone changes something.
	 * @return reading of the monotonic clock
	 */
	public long dueAt() {
		return this.dueAt;
	}

	/**
	 * Notice what time alone has changed.
	 */
	public void tick() {
		this.monitor.run((now) -> {
			this.claims.tick(now);
			this.admission.tick(now);
		});
	}

	/**
	 * Renew the tenure now, not when that is due.
	 */
	public void renewNow() {
		this.monitor.entrust(this.claims::renewNow);
	}

	/**
	 * Let nobody wait any more. A caller that is inside stays.
	 */
	public void drain() {
		this.monitor.run((now) -> this.admission.drain());
	}

	/**
	 * Refuse everybody who waits, and leave a lock that somebody is inside of to expire.
	 */
	public void stop() {
		this.monitor.run(this.admission::stop);
	}

	// --- looks

	/**
	 * Return whether nothing is awaited, so that the registry can stop.
	 * @return whether that is so
	 */
	public boolean idle() {
		return this.monitor.look((now) -> this.claims.idle());
	}

	/**
	 * Return whether somebody is inside, or about to enter.
	 * @param except a thread that does not count
	 * @return whether somebody is
	 */
	public boolean occupied(Thread except) {
		return this.monitor
			.look((now) -> !this.admission.occupancy().free() && !this.admission.occupancy().heldBy(except));
	}

	/**
	 * Return the number of callers that wait.
	 * @return the number
	 */
	public int waiters() {
		return this.monitor.look((now) -> this.admission.queue().size());
	}

	/**
	 * Return the number of callers that wait and count for a category.
	 * @param category the category
	 * @return the number
	 */
	public int waiters(String category) {
		return this.monitor.look((now) -> this.admission.queue().size(category));
	}

	/**
	 * Return the holder and the waiters of this JVM.
	 * @param owner a condition of the request that owns; nobody is told to be inside by
	 * another one
	 * @return the lock as it is in use
	 */
	public LockInUse inUse(Predicate<Request> owner) {
		return this.monitor.look((now) -> {
			Claim owning = this.claims.owning();
			boolean owns = owning != null && owner.test(owning.request());
			Occupancy occupancy = this.admission.occupancy();
			return new LockInUse(name(), owns ? occupancy.inUse(now) : null,
					this.admission.queue().size() + occupancy.entering());
		});
	}

	/**
	 * Return the holder of this JVM, for messages.
	 * @return the holder, {@code null} if there is none
	 */
	public @Nullable String holderInWords() {
		return this.monitor.<@Nullable String>look((now) -> {
			Hold holder = this.admission.occupancy().holder();
			return (holder != null) ? holder.inWords(now) : null;
		});
	}

	// --- the demand, as claims see it

	@Override
	public boolean patient() {
		return !this.scope.instance().draining() && this.admission.queue().anyPatient();
	}

	@Override
	public boolean knows(Request request) {
		return this.claims.know(request);
	}

	@Override
	public int tokens() {
		Owned owned = this.claims.owned();
		return (owned != null) ? this.admission.tokensWanted(owned) : 0;
	}

	@Override
	public void answered(Moment now, @Nullable Refusal trouble) {
		this.admission.refuseTries(now, trouble);
	}

	@Override
	public void lost(Moment now, String reason) {
		this.admission.lost(now, reason);
	}

	/**
	 * What follows every change.
	 */
	private void conclude(Moment now) {
		this.monitor.assertHeld();
		this.admission.settle(now);
		WaiterQueue queue = this.admission.queue();
		if (queue.isEmpty()) {
			this.claims.cancel();
		}
		this.claims.forgetOver();
		if (!queue.isEmpty()) {
			LockSettings next = queue.head().settings;
			this.claims.pursue(now, next, queue.size() == 1 && next.linger() == 0);
		}
		this.claims.advance(now);
		noteDue(now);
		if (this.scope.instance().draining() || this.scope.instance().stopped()) {
			this.monitor.afterwards(this.surroundings::rested);
		}
		if (!this.retired && queue.isEmpty() && this.admission.occupancy().unused() && this.claims.isEmpty()) {
			this.surroundings.retired(this); // first, as it may fail
			this.retired = true;
		}
	}

	private void noteDue(Moment now) {
		Agenda agenda = new Agenda(now);
		this.claims.dueAt(now, !this.admission.queue().isEmpty(), agenda);
		this.admission.dueAt(now, agenda);
		this.dueAt = agenda.earliest();
		this.surroundings.due(this.dueAt);
	}

	/**
	 * The engine around a site.
	 */
	public interface Surroundings {

		/**
		 * The site is to be looked at.
		 * @param at when, by the monotonic clock
		 */
		void due(long at);

		/**
		 * Nobody uses the site any more.
		 * @param site the site
		 */
		void retired(Site site);

		/**
		 * A site may have come to rest, while the engine is being stopped.
		 */
		void rested();

	}

	/**
	 * The outcome of leaving a hold.
	 *
	 * @param last whether the thread is out now, however often it had entered
	 * @param answer tells when the store has heard of it, {@code null} if it need not
	 */
	public record Exit(boolean last, @Nullable ReleaseSignal answer) {
	}

}
