package io.github.batonlock.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.LockLostException;
import io.github.batonlock.Shown;
import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * One caller's being inside a lock, however often its thread re-entered.
 * <p>
 * Invariants: everything changes under the mutex of the site only, but for the entries
 * and the actions kept for a loss, which the monitor of the hold guards. A hold ends
 * once: closed or lost; the answer to its release may tell that it had been lost before
 * it was closed. Its owner is interrupted only before the outermost entry is left.
 */
final class Hold {

	private static final long LOOK_AFTER_OWNER = TimeUnit.SECONDS.toNanos(1);

	final Site site;

	/** The thread that owns, {@code null} where the lease itself does. */
	final @Nullable Thread owner;

	/** The stack that acquired it, where leaks are to be detected. */
	final @Nullable Throwable stack;

	/** Where it has the lock from. */
	final Tenure.Origin origin;

	private final Tenure tenure;

	private final LockSettings settings;

	/** When it was entered; before that, when it was offered. */
	private volatile Moment since;

	/** When {@code max-hold} ends it. */
	private volatile @Nullable Moment end;

	/** When to look whether the owner has ended. */
	private long ownerDueAt = WaiterQueue.NEVER;

	/** When it has been held for too long, unless that has been said. */
	private long leakAt = WaiterQueue.NEVER;

	private boolean leakReported;

	/**
	 * Changes under the monitor of the hold. Whoever leaves notes that here first, which
	 * takes no stack, and has the site follow.
	 */
	int entries = 1;

	/** Whether a caller left by an error, so that the site may not have followed. */
	volatile boolean cutOff;

	private volatile boolean closed;

	private volatile @Nullable String lossReason;

	/** Whether it has been told that it was released, and not lost. */
	private boolean toldReleased;

	private List<LossAction> lossActions = List.of();

	private @Nullable TokenRequest token;

	final Waiter waiter;

	Hold(Site site, Tenure tenure, Waiter waiter, Moment now) {
		this.site = site;
		this.tenure = tenure;
		this.origin = tenure.origin();
		this.owner = waiter.owner;
		this.stack = waiter.stack;
		this.settings = waiter.settings;
		this.waiter = waiter;
		this.since = now;
	}

	/** The caller enters. */
	void begin(Moment now) {
		this.since = now;
		this.ownerDueAt = (this.owner != null) ? nextLook(now) : WaiterQueue.NEVER;
		long threshold = this.settings.leakDetectionThreshold();
		this.leakAt = (threshold > 0) ? now.nanos() + threshold : WaiterQueue.NEVER;
		this.end = (this.settings.maxHold() > 0) ? now.plus(this.settings.maxHold()) : null;
	}

	Moment since() {
		return this.since;
	}

	boolean ownedBy(Thread thread) {
		return this.owner == thread;
	}

	/** Who holds it, for messages. */
	String holder() {
		return (this.owner != null) ? Shown.thread(this.owner) : "an asynchronous lease";
	}

	LockInUse.Holder inUse(Moment now) {
		return new LockInUse.Holder((this.owner != null) ? nameOf(this.owner) : "async",
				Instant.ofEpochMilli(this.since.millis()), Duration.ofNanos(Math.max(0, nanosLeft(now))),
				(this.token != null) ? this.token.token() : null);
	}

	/** Virtual threads have no name unless they are given one. */
	private static String nameOf(Thread thread) {
		return thread.getName().isEmpty() ? "#" + thread.getId() : thread.getName();
	}

	/** When time alone may change something while it is held. */
	long dueAt() {
		long due = Math.min(this.ownerDueAt, this.leakAt);
		Moment ending = this.end;
		return (ending != null) ? Math.min(due, ending.nanos()) : due;
	}

	/** When to look whether the owner has ended. */
	long ownerDueAt() {
		return this.ownerDueAt;
	}

	/**
	 * Look whether the thread that owns has ended, to be called again in a while.
	 */
	boolean ownerIsGone(Moment now) {
		if (this.owner == null) {
			return false;
		}
		this.ownerDueAt = nextLook(now);
		return !this.owner.isAlive();
	}

	/** The same for all holds, so that a scan looks at many of them once in a while. */
	private static long nextLook(Moment now) {
		return now.nanos() + LOOK_AFTER_OWNER - Math.floorMod(now.nanos(), LOOK_AFTER_OWNER);
	}

	/**
	 * Whether it has been held for too long; true once.
	 */
	boolean leaks(Moment now) {
		if (this.leakAt == WaiterQueue.NEVER || now.nanos() - this.leakAt < 0) {
			return false;
		}
		this.leakAt = WaiterQueue.NEVER;
		this.leakReported = true;
		return true;
	}

	boolean isLeakReported() {
		return this.leakReported;
	}

	Request request() {
		return this.tenure.request;
	}

	LockSettings settings() {
		return this.settings;
	}

	/** Whether the holder may believe to be inside. */
	boolean valid(Moment now) {
		return !this.closed && this.lossReason == null && nanosLeft(now) > 0;
	}

	/**
	 * Whether it has ended, and not by its holder.
	 */
	boolean endedEarly(Moment now) {
		return this.lossReason != null || (!this.closed && nanosLeft(now) <= 0);
	}

	long nanosLeft(Moment now) {
		long left = now.nanosLeft(this.tenure.deadline());
		Moment ending = this.end;
		return (ending != null) ? Math.min(left, now.nanosLeft(ending)) : left;
	}

	@Nullable Moment end() {
		return this.end;
	}

	synchronized void reenter() {
		this.entries++;
	}

	/** Whether the caller has neither left nor lost it. */
	synchronized boolean isInside() {
		return this.entries > 0 && !this.closed && this.lossReason == null;
	}

	/** Leave once. */
	synchronized void leave() {
		this.entries--;
		forget(null);
	}

	/**
	 * Whether it is to be ended: the outermost entry is left, and nobody has closed it in
	 * place of the owner.
	 */
	synchronized boolean isLeft() {
		return this.entries == 0 && !this.closed;
	}

	/**
	 * Whether it is to be ended in place of a caller that an error has cut off.
	 */
	boolean isLeftBehind() {
		return this.waiter.gone || (this.cutOff && isLeft());
	}

	/**
	 * Interrupt the owner, unless it has left. Called without the mutex of the site,
	 * because what an interrupt sets off is not ours.
	 */
	synchronized void interruptOwner() {
		if (this.owner != null && this.entries > 0) {
			this.owner.interrupt();
		}
	}

	void close() {
		this.closed = true;
	}

	boolean isLost() {
		return this.lossReason != null;
	}

	/**
	 * An exception that says why the holder is no longer inside.
	 */
	LockLostException loss() {
		String reason = this.lossReason;
		return new LockLostException(this.site.name(), (reason != null) ? reason : "the lease has ended");
	}

	/**
	 * Note the loss.
	 * @return what has to be run now
	 */
	synchronized List<Runnable> lose(String reason) {
		this.lossReason = reason;
		List<Runnable> actions = this.lossActions.stream().map(LossAction::action).toList();
		this.lossActions = List.of();
		return actions;
	}

	/**
	 * Note that it had been lost before it was left.
	 * @return whether that may be told; not if it has been told that it was released
	 */
	synchronized boolean lostUnnoticed(String reason) {
		if (!this.toldReleased) {
			this.lossReason = reason;
			this.lossActions = List.of();
		}
		return !this.toldReleased;
	}

	/**
	 * Note that its release is told, so that no loss is told after it.
	 * @return whether that may be told; not if it was lost
	 */
	synchronized boolean releasedInOrder() {
		this.toldReleased = this.lossReason == null;
		return this.toldReleased;
	}

	/**
	 * Keep an action for the case of a loss.
	 * @param lease the lease that the action ends with, {@code null} if it ends with what
	 * is the innermost entry now
	 * @param action what to run
	 * @return whether it is kept; not if that is the case already
	 */
	synchronized boolean keepForLoss(@Nullable EngineLease lease, Runnable action) {
		if (this.lossReason != null) {
			return false;
		}
		if (this.lossActions.isEmpty()) {
			this.lossActions = new ArrayList<>();
		}
		this.lossActions.add(new LossAction(lease, this.entries, action));
		return true;
	}

	/**
	 * Forget the actions of an entry that has been left in order.
	 * @param closed the lease by which it was left, {@code null} if it was by none
	 */
	synchronized void forget(@Nullable EngineLease closed) {
		if (!this.lossActions.isEmpty()) { // never for those who keep none
			this.lossActions
				.removeIf((action) -> (action.lease != null) ? action.lease == closed : action.entry > this.entries);
		}
	}

	@Nullable TokenRequest token() {
		return this.token;
	}

	void token(@Nullable TokenRequest token) {
		this.token = token;
	}

	/**
	 * What is to be run if the hold is lost.
	 *
	 * @param lease the lease that it ends with, if it does with one
	 * @param entry which entry was the innermost when it was kept
	 * @param action what to run
	 */
	private record LossAction(@Nullable EngineLease lease, int entry, Runnable action) {
	}

}
