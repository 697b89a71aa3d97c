package io.github.batonlock.engine;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * One name that is in use in this JVM: the callers that wait for it, the one inside, and
 * this JVM's standing in the store. Called by any thread.
 * <p>
 * Everything below a site is guarded by the mutex of its {@code changes}. Invariants: the
 * seat is taken only while the contender owns; after each change the next one is let in
 * and the next command is on its way, if there is any to be. A site is retired, for good,
 * when nobody uses it.
 */
final class Site {

	private final String name;

	private final Engine engine;

	private final Changes changes;

	private final WaitingRoom waiting;

	private final Contender contender;

	private final Seat seat;

	private final Entrance entrance;

	private boolean retired;

	private volatile long dueAt = WaiterQueue.NEVER;

	Site(String name, Engine engine) {
		this.name = name;
		this.engine = engine;
		this.changes = new Changes(engine.time(), this::conclude, engine.leftovers);
		this.waiting = new WaitingRoom(this.changes, engine);
		this.contender = new Contender(this, engine);
		this.seat = new Seat(this, engine);
		this.entrance = new Entrance(engine, this.waiting, this.contender, this.seat);
	}

	String name() {
		return this.name;
	}

	// --- callers

	/**
	 * Join those who wait, or enter at once if the thread is inside already.
	 * @return whether that was possible; if not, the site is retired
	 */
	boolean join(Waiter waiter) {
		return this.changes.call((now) -> {
			if (this.retired) {
				return false;
			}
			this.contender.checkDeadline(now);
			this.entrance.letGo(now);
			Hold own = (waiter.owner != null) ? this.seat.holdOf(waiter.owner) : null;
			if (own != null) {
				own.reenter();
				waiter.enter(own);
			}
			else {
				this.entrance.admit(waiter, now);
			}
			return true;
		});
	}

	/**
	 * A chosen caller looks again whether it may enter.
	 * @return whether it is inside now
	 */
	boolean enter(Waiter waiter) {
		return this.changes.call((now) -> {
			this.contender.checkDeadline(now);
			return this.seat.take(waiter, now);
		});
	}

	/**
	 * The time of a waiter is up. If it has been chosen meanwhile it may still enter.
	 */
	void giveUp(Waiter waiter) {
		this.changes.run((now) -> this.entrance.giveUp(waiter, now));
	}

	/**
	 * A caller does not want the lock any more.
	 */
	void abandon(Waiter waiter) {
		this.changes.run((now) -> this.entrance.abandon(waiter));
	}

	/**
	 * A caller has left a hold once.
	 */
	Exit exit(Hold hold) {
		return this.changes.call((now) -> {
			this.contender.checkDeadline(now);
			boolean last = hold.isLeft();
			if (!last || !this.seat.leave(hold, now)) {
				return new Exit(last, null);
			}
			this.entrance.settle(now);
			return new Exit(true, this.contender.releaseAnswer(hold));
		});
	}

	/**
	 * The hold of a thread, a lost one included.
	 */
	@Nullable Hold holdOf(Thread thread) {
		return this.changes.<@Nullable Hold>call((now) -> {
			this.contender.checkDeadline(now);
			return this.seat.holdOf(thread);
		});
	}

	/** Number of callers that wait. */
	int waiters() {
		return this.changes.look((now) -> this.waiting.size());
	}

	/** Number of those callers that count for a category. */
	int waiters(String category) {
		return this.changes.call((now) -> this.waiting.size(category));
	}

	LockInUse inUse() {
		return inUse((owner) -> true);
	}

	/**
	 * What is in use, with nobody inside but by such a request.
	 */
	LockInUse inUse(Predicate<Request> owner) {
		return this.changes.look((now) -> {
			Tenure tenure = this.contender.tenure();
			boolean owns = tenure != null && owner.test(tenure.request);
			return new LockInUse(this.name, owns ? this.seat.inUse(now) : null,
					this.waiting.size() + this.seat.entering());
		});
	}

	@Nullable String holderInWords() {
		return this.changes.<@Nullable String>look(this.seat::inWords);
	}

	/**
	 * Ask for the fencing token of a hold.
	 * @return a future that may be completed on any thread
	 * @throws io.github.batonlock.LockLostException if the hold is over
	 */
	CompletableFuture<Long> token(Hold hold) {
		return this.changes.call((now) -> {
			this.contender.checkDeadline(now);
			Tenure tenure = this.contender.tenure();
			if (tenure == null || !hold.valid(now)) {
				throw hold.loss();
			}
			return this.seat.token(hold, tenure);
		});
	}

	/**
	 * The time to wait for a fencing token is up.
	 */
	void giveUpToken(Hold hold, Refusal silence) {
		this.changes.run((now) -> this.seat.giveUpToken(hold, silence));
	}

	// --- the store

	/**
	 * There is a message.
	 */
	void told(BiConsumer<Contender, Moment> message) {
		entrust((now) -> message.accept(this.contender, now));
	}

	/**
	 * A command is answered.
	 */
	void answered(Consumer<Moment> answer) {
		entrust(answer);
	}

	/** An error on a thread of the store is not to cost what the store has told. */
	private void entrust(Consumer<Moment> change) {
		try {
			this.changes.run(change);
		}
		catch (Throwable ex) {
			this.engine.leftovers.repeat(() -> this.changes.run(change), ex);
		}
	}

	// --- time and the end

	/** When time alone changes something, by the monotonic clock. */
	long dueAt() {
		return this.dueAt;
	}

	void tick() {
		this.changes.run((now) -> {
			this.contender.tick(now);
			this.entrance.giveUpOverdue(now);
			this.seat.tick(now);
		});
	}

	/**
	 * Let nobody wait any more. Who is inside stays.
	 */
	void drain() {
		this.changes.run((now) -> this.entrance.drain());
	}

	/**
	 * Refuse everybody who waits, and leave what somebody is inside of to expire.
	 */
	void close() {
		this.changes.run(this.entrance::close);
	}

	/**
	 * Whether somebody is inside, or about to enter.
	 * @param except a thread that does not count
	 */
	boolean occupied(Thread except) {
		return this.changes.look((now) -> !this.seat.free() && !this.seat.heldBy(except));
	}

	boolean idle() {
		return this.changes.look((now) -> this.contender.idle());
	}

	// --- what the parts of a site ask and tell each other, under the mutex

	WaitingRoom waiting() {
		return this.waiting;
	}

	Seat seat() {
		return this.seat;
	}

	boolean wanted() {
		return !this.waiting.isEmpty();
	}

	boolean wantsToken(Tenure tenure) {
		return this.entrance.wantsToken(tenure);
	}

	void lost(Moment now, String reason) {
		this.entrance.lost(now, reason);
	}

	void afterwards(Runnable effect) {
		this.changes.afterwards(effect);
	}

	/**
	 * What follows every change.
	 */
	private void conclude(Moment now) {
		this.entrance.settle(now);
		this.contender.advance(now);
		boolean owned = this.contender.tenure() != null;
		this.dueAt = Math.min(Math.min(this.contender.dueAt(), this.waiting.deadline()), this.seat.dueAt(now, owned));
		this.engine.scan().due(this.dueAt);
		if (this.engine.draining() || this.engine.stopped()) {
			afterwards(this.engine.standstill()::changed);
		}
		if (!this.retired && !wanted() && this.seat.unused() && this.contender.idle()) {
			this.retired = true;
			this.engine.retired(this);
		}
	}

	/**
	 * What came of leaving.
	 *
	 * @param last whether the thread is out now, however often it had entered
	 * @param answer what tells when the store has heard of it, {@code null} if it need
	 * not
	 */
	record Exit(boolean last, @Nullable ReleaseAnswer answer) {
	}

}
