package io.github.batonlock.engine.site;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.LockLostException;
import io.github.batonlock.Shown;
import io.github.batonlock.engine.claim.Origin;
import io.github.batonlock.engine.claim.Owned;
import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * One stay of a caller inside a lock, however often its thread re-entered.
 * <p>
 * Invariants: everything changes under the mutex of the site only, but for the entries
 * and the actions kept for a loss, which the monitor of the hold guards. A hold ends
 * once: closed or lost; the answer to its release may tell that it had been lost before
 * it was closed. Its owner is interrupted only before the outermost entry is left.
 */
public final class Hold {

	private static final long LOOK_AFTER_OWNER = TimeUnit.SECONDS.toNanos(1);

	/** Name of the lock. */
	public final String name;

	/** The thread that owns, {@code null} where the lease itself does. */
	public final @Nullable Thread owner;

	/** The stack that acquired it, where leaks are to be detected. */
	public final @Nullable Throwable stack;

	/** Where the lock comes from. */
	final Origin origin;

	/** The caller that has entered. */
	public final Caller caller;

	private final Owned tenure;

	private final LockSettings settings;

	/** When it was entered; before that, when it was offered. */
	private volatile Moment since;

	/** When {@code max-hold} ends it. */
	private volatile @Nullable Moment end;

	/** When to look whether the owner has ended. */
	private long ownerDueAt;

	/** When it has been held for too long, unless that has been said. */
	private long leakAt;

	private boolean leakReported;

	/**
	 * Number of entries that were not left. Changes under the monitor of the hold. A
	 * caller that leaves notes that here first, which takes no stack, and has the site
	 * follow.
	 */
	public int entries = 1;

	/** Whether a caller left by an error, so that the site may not have followed. */
	public volatile boolean cutOff;

	private volatile boolean closed;

	private volatile @Nullable String lossReason;

	/** Whether it has been told that it was released, and not lost. */
	private boolean toldReleased;

	private List<LossAction> lossActions = List.of();

	private @Nullable TokenRequest token;

	Hold(String name, Owned tenure, Caller caller, Moment now) {
		this.name = name;
		this.tenure = tenure;
		this.origin = tenure.origin();
		this.owner = caller.owner();
		this.stack = caller.stack();
		this.settings = caller.settings();
		this.caller = caller;
		this.since = now;
		this.ownerDueAt = Agenda.never(now.nanos());
		this.leakAt = this.ownerDueAt;
	}

	/** The caller enters. */
	void begin(Moment now) {
		this.since = now;
		long never = Agenda.never(now.nanos());
		this.ownerDueAt = (this.owner != null) ? nextLook(now) : never;
		long threshold = this.settings.leakDetectionThreshold();
		this.leakAt = (threshold > 0) ? now.nanos() + threshold : never;
		this.end = (this.settings.maxHold() > 0) ? now.plus(this.settings.maxHold()) : null;
	}

	// --- queries

	/**
	 * Return when the caller entered.
	 * @return the instant
	 */
	public Moment since() {
		return this.since;
	}

	boolean ownedBy(Thread thread) {
		return this.owner == thread;
	}

	/** The holder, for messages. */
	String holder() {
		return (this.owner != null) ? Shown.thread(this.owner) : "an asynchronous lease";
	}

	/** The holder and the time for which it has held the lock, for messages. */
	String inWords(Moment now) {
		return holder() + " of this JVM, for " + TimeUnit.NANOSECONDS.toMillis(this.since.nanosUntil(now)) + " ms";
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

	/**
	 * Return the request by which it is inside.
	 * @return the request
	 */
	public Request request() {
		return this.tenure.request();
	}

	/**
	 * Return the settings of the caller.
	 * @return the settings
	 */
	public LockSettings settings() {
		return this.settings;
	}

	/**
	 * Return whether the holder may believe to be inside.
	 * @param now this instant
	 * @return whether it may
	 */
	public boolean valid(Moment now) {
		return !this.closed && this.lossReason == null && nanosLeft(now) > 0;
	}

	/**
	 * Return whether it has ended, and not by its holder.
	 * @param now this instant
	 * @return whether it has
	 */
	public boolean endedEarly(Moment now) {
		return this.lossReason != null || (!this.closed && nanosLeft(now) <= 0);
	}

	/**
	 * Return for how long the holder may believe to be inside.
	 * @param now this instant
	 * @return nanoseconds, negative if that is past
	 */
	public long nanosLeft(Moment now) {
		long left = now.nanosLeft(this.tenure.deadline());
		Moment ending = this.end;
		return (ending != null) ? Math.min(left, now.nanosLeft(ending)) : left;
	}

	@Nullable Moment end() {
		return this.end;
	}

	/**
	 * Return whether it was lost.
	 * @return whether it was
	 */
	public boolean isLost() {
		return this.lossReason != null;
	}

	/**
	 * Make an exception that says why the holder is no longer inside.
	 * @return the exception
	 */
	public LockLostException loss() {
		String reason = this.lossReason;
		return new LockLostException(this.name, (reason != null) ? reason : "the lease has ended");
	}

	// --- time

	/** Note when time alone may change something while it is held. */
	void dueAt(Agenda agenda) {
		ownerDueAt(agenda);
		agenda.at(this.leakAt);
		Moment ending = this.end;
		if (ending != null) {
			agenda.at(ending.nanos());
		}
	}

	/** Note when to look whether the owner has ended. */
	void ownerDueAt(Agenda agenda) {
		agenda.at(this.ownerDueAt);
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
		if (now.nanos() - this.leakAt < 0) {
			return false;
		}
		this.leakAt = Agenda.never(now.nanos());
		this.leakReported = true;
		return true;
	}

	/**
	 * Return whether it was said that it has been held for too long.
	 * @return whether it was
	 */
	public boolean isLeakReported() {
		return this.leakReported;
	}

	// --- entries

	synchronized void reenter() {
		this.entries++;
	}

	/**
	 * Return whether the caller has neither left nor lost it.
	 * @return whether that is so
	 */
	public synchronized boolean isInside() {
		return this.entries > 0 && !this.closed && this.lossReason == null;
	}

	/**
	 * Leave once.
	 */
	public synchronized void leave() {
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
		return this.caller.isGone() || (this.cutOff && isLeft());
	}

	/**
	 * Interrupt the owner, unless it has left. Called without the mutex of the site,
	 * because what an interrupt sets off is not ours.
	 */
	public synchronized void interruptOwner() {
		if (this.owner != null && this.entries > 0) {
			this.owner.interrupt();
		}
	}

	void close() {
		this.closed = true;
	}

	// --- loss

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
	public synchronized boolean releasedInOrder() {
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
	public synchronized boolean keepForLoss(@Nullable Object lease, Runnable action) {
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
	public synchronized void forget(@Nullable Object closed) {
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
	 * The caller that has entered.
	 */
	public interface Caller {

		/**
		 * Return the thread that owns.
		 * @return the thread, {@code null} where the lease itself owns
		 */
		@Nullable Thread owner();

		/**
		 * Return the stack that wants the lock.
		 * @return the stack, {@code null} unless leaks are to be detected
		 */
		@Nullable Throwable stack();

		/**
		 * Return the settings of the acquisition.
		 * @return the settings
		 */
		LockSettings settings();

		/**
		 * Return whether the caller was thrown out of its call, so that it does not hold.
		 * @return whether it was
		 */
		boolean isGone();

		/**
		 * Note that the caller is gone without having left.
		 */
		void markGone();

	}

	/**
	 * What is to be run if the hold is lost.
	 *
	 * @param lease the lease that it ends with, if it does with one
	 * @param entry which entry was the innermost when it was kept
	 * @param action what to run
	 */
	private record LossAction(@Nullable Object lease, int entry, Runnable action) {
	}

}
