package io.github.batonlock.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * One name that is in use in this JVM: the callers that wait for it, and the one inside.
 * <p>
 * Everything below a site is guarded by its {@code mutex}. Invariants: nothing is sent,
 * woken or told under the mutex, that is noted in {@code effects} and done by whoever
 * unlocks; the seat is taken only while the contender owns; after each change the next
 * one is let in and the next command is on its way, if there is any to be. A site is
 * retired, for good, when nobody uses it.
 */
final class Site {

	private static final long LOOK_AFTER_LOST = 1_000_000_000;

	private final String name;

	private final Engine engine;

	/** Not a monitor: virtual threads would pin their carriers. */
	private final ReentrantLock mutex = new ReentrantLock();

	private final WaiterQueue waiting = new WaiterQueue();

	private final Contender contender;

	private final Seat seat;

	private final Rest rest = new Rest();

	private List<Runnable> effects = new ArrayList<>(4);

	private @Nullable ReleaseAnswer releaseAnswer;

	private boolean closed;

	private boolean retired;

	private volatile long dueAt = WaiterQueue.NEVER;

	Site(String name, Engine engine) {
		this.name = name;
		this.engine = engine;
		this.contender = new Contender(this, engine);
		this.seat = new Seat(this, engine);
	}

	String name() {
		return this.name;
	}

	// --- callers

	/**
	 * Join the queue, or enter at once if the thread is inside already.
	 * @return whether that was possible; if not, the site is retired
	 */
	boolean join(Waiter waiter) {
		return changing((now) -> {
			if (this.retired) {
				return false;
			}
			this.contender.checkDeadline(now);
			Hold own = (waiter.owner != null) ? this.seat.holdOf(waiter.owner) : null;
			if (own != null) {
				own.reenter();
				waiter.enter(own);
			}
			else if (this.closed) {
				refuse(waiter, Engine.STOPPED);
			}
			else if (waiter.singleTry() && takenHere(now)) {
				refuse(waiter, new Refusal.Busy(this.seat.inWords(now)));
			}
			else {
				admit(waiter);
			}
			return true;
		});
	}

	private boolean takenHere(Moment now) {
		return switch (this.contender.state()) {
			case QUEUED -> true;
			case OWNED -> !this.seat.free() || this.rest.closed(now);
			default -> false;
		};
	}

	private void admit(Waiter waiter) {
		this.waiting.add(waiter);
		if (waiter.singleTry()) {
			this.contender.hurry();
		}
	}

	/**
	 * A chosen caller looks again whether it may enter.
	 * @return whether it is inside now
	 */
	boolean enter(Waiter waiter) {
		return changing((now) -> {
			this.contender.checkDeadline(now);
			return this.seat.take(waiter);
		});
	}

	/**
	 * The time of a waiter is up. If it has been chosen meanwhile it may still enter.
	 */
	void giveUp(Waiter waiter) {
		change((now) -> {
			if (this.waiting.remove(waiter)) {
				refuse(waiter, timeIsUp(waiter, now));
				leaveIfUnwanted();
			}
		});
	}

	/**
	 * A caller does not want the lock any more.
	 */
	void abandon(Waiter waiter) {
		change((now) -> {
			if (this.waiting.remove(waiter)) {
				refuse(waiter, new Refusal.Abandoned());
				leaveIfUnwanted();
			}
			else if (this.seat.offeredTo(waiter)) {
				this.seat.withdraw();
				refuse(waiter, new Refusal.Abandoned());
			}
		});
	}

	private void leaveIfUnwanted() {
		if (this.waiting.isEmpty()) {
			this.contender.unwanted();
		}
	}

	/**
	 * Leave a hold once.
	 * @return what tells when the store has heard of it, {@code null} if it need not
	 */
	@Nullable ReleaseAnswer exit(Hold hold) {
		return this.<@Nullable ReleaseAnswer>changing((now) -> {
			this.contender.checkDeadline(now);
			if (!hold.leave() || !this.seat.leave(hold)) {
				return null;
			}
			this.rest.begin(hold, now);
			settle(now);
			boolean released = this.contender.state() == Contender.State.RELEASING;
			this.releaseAnswer = released ? new ReleaseAnswer() : null;
			return this.releaseAnswer;
		});
	}

	/**
	 * The hold of a thread, a lost one included.
	 */
	@Nullable Hold holdOf(Thread thread) {
		return this.<@Nullable Hold>changing((now) -> {
			this.contender.checkDeadline(now);
			return this.seat.holdOf(thread);
		});
	}

	/**
	 * Ask for the fencing token of a hold.
	 * @return a future that may be completed on any thread
	 * @throws io.github.batonlock.LockLostException if the hold is over
	 */
	CompletableFuture<Long> token(Hold hold) {
		return changing((now) -> {
			this.contender.checkDeadline(now);
			Tenure tenure = this.contender.tenure();
			if (tenure == null || !hold.valid(now)) {
				throw hold.loss();
			}
			return this.seat.token(hold, tenure);
		});
	}

	@Nullable String holderInWords() {
		return this.<@Nullable String>changing(this.seat::inWords);
	}

	// --- the store

	void granted(Request request, long place, long grantLease, long waiting) {
		change((now) -> this.contender.granted(now, request, place, grantLease, waiting));
	}

	void asked(Request owner) {
		change((now) -> this.contender.asked(owner));
	}

	void subscribed() {
		change(this.contender::subscribed);
	}

	void answered(Consumer<Moment> answer) {
		change(answer);
	}

	// --- time

	long dueAt() {
		return this.dueAt;
	}

	void tick() {
		change((now) -> {
			this.contender.tick(now);
			this.waiting.removeOverdue(now.nanos()).forEach((waiter) -> {
				refuse(waiter, timeIsUp(waiter, now));
				leaveIfUnwanted();
			});
			this.seat.endOverdue(now);
			this.seat.forgetTheDead();
		});
	}

	/**
	 * Refuse everybody from now on, and leave what somebody is inside of to expire.
	 */
	void close() {
		change((now) -> {
			this.closed = true;
			Waiter chosen = this.seat.withdraw();
			if (chosen != null) {
				refuse(chosen, Engine.STOPPED);
			}
			this.waiting.removeAll().forEach((waiter) -> refuse(waiter, Engine.STOPPED));
			this.contender.unwanted();
			this.rest.end();
			if (!this.seat.free()) {
				this.contender.forsake();
				this.seat.lose(now, "its registry was stopped");
			}
		});
	}

	boolean idle() {
		return changing((now) -> this.contender.idle());
	}

	// --- what the parts of a site ask and tell each other, under the mutex

	Seat seat() {
		return this.seat;
	}

	boolean wanted() {
		return !this.waiting.isEmpty();
	}

	boolean waitsAlone() {
		return this.waiting.size() == 1;
	}

	boolean patient() {
		return this.waiting.anyPatient();
	}

	LockSettings nextSettings() {
		return Objects.requireNonNull(this.waiting.head(), "nobody waits").settings;
	}

	void refuseImpatient(Refusal refusal) {
		this.waiting.removeImpatient().forEach((waiter) -> refuse(waiter, refusal));
	}

	void releaseAnswered() {
		if (this.releaseAnswer != null) {
			afterwards(this.releaseAnswer::give);
			this.releaseAnswer = null;
		}
	}

	void lost(Moment now, String reason) {
		Waiter chosen = this.seat.withdraw();
		if (chosen != null) {
			chosen.putBack();
			this.waiting.putBack(chosen);
		}
		this.seat.lose(now, reason);
		this.rest.end();
	}

	void afterwards(Runnable effect) {
		this.effects.add(effect);
	}

	private void refuse(Waiter waiter, Refusal refusal) {
		waiter.refuse(refusal);
		afterwards(waiter::wake);
	}

	private Refusal timeIsUp(Waiter waiter, Moment now) {
		Refusal trouble = this.seat.free() ? this.contender.refusal(now, waiter.since) : null;
		return (trouble != null) ? trouble : new Refusal.Busy(this.seat.inWords(now));
	}

	// --- every change

	private void change(Consumer<Moment> change) {
		changing((now) -> {
			change.accept(now);
			return true;
		});
	}

	private <T extends @Nullable Object> T changing(Function<Moment, T> change) {
		this.mutex.lock();
		Moment now = this.engine.time().now();
		try {
			return change.apply(now);
		}
		finally {
			List<Runnable> due = conclude(now);
			this.mutex.unlock();
			due.forEach(Runnable::run);
		}
	}

	private List<Runnable> conclude(Moment now) {
		settle(now);
		this.contender.advance(now);
		this.dueAt = nextDue(now);
		if (!this.retired && !wanted() && this.seat.unused() && this.contender.idle()) {
			this.retired = true;
			this.engine.retired(this);
		}
		List<Runnable> due = this.effects;
		if (!due.isEmpty()) {
			this.effects = new ArrayList<>(4);
		}
		return due;
	}

	/**
	 * Let the next one in or hand over, if the lock is ours and nobody is inside.
	 */
	private void settle(Moment now) {
		Tenure tenure = this.contender.tenure();
		if (tenure == null || !this.seat.free() || this.rest.closed(now)) {
			return;
		}
		if (wanted() && !tenure.mustHandOver(now)) {
			Waiter next = this.waiting.takeHead();
			this.seat.offer(next, tenure, now);
			tenure.passed();
			afterwards(next::wake);
		}
		else if (wanted() || tenure.asked() || !this.rest.lingers(now)) {
			this.contender.handOver(now, tenure);
			this.rest.end();
		}
	}

	private long nextDue(Moment now) {
		long due = Math.min(this.contender.dueAt(), this.waiting.deadline());
		Hold holder = this.seat.holder();
		Moment end = (holder != null) ? holder.end() : null;
		if (end != null) {
			due = Math.min(due, end.nanos());
		}
		if (holder == null && this.contender.tenure() != null) {
			due = Math.min(due, this.rest.dueAt(now));
		}
		return (holder == null && !this.seat.unused()) ? Math.min(due, now.nanos() + LOOK_AFTER_LOST) : due;
	}

}
