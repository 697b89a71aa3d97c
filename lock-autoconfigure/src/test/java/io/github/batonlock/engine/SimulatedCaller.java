package io.github.batonlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;

import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.site.Hold;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who comes, waits, works and leaves.
 */
abstract class SimulatedCaller {

	private static final double LONGEST_WAKING = 400;

	final SimulatedHistory history;

	final SimulatedWorld world;

	final SimulatedJvm jvm;

	/** What is wanted, all of it at once. */
	final List<SimulatedPromises> locks;

	final LockOptions options;

	/** How long to wait, negative for ever. */
	final double patience;

	/** How long to work. */
	double hold;

	private boolean arrived;

	private double came;

	private boolean entered;

	private boolean ended;

	private long deadline;

	/** The one that is waited for. */
	private @Nullable SimulatedPromises wanted;

	SimulatedCaller(SimulatedHistory history, SimulatedJvm jvm, List<SimulatedPromises> locks, LockOptions options,
			double patience) {
		this.history = history;
		this.world = history.world;
		this.jvm = jvm;
		this.locks = locks;
		this.options = options;
		this.patience = patience;
		this.hold = history.hold();
	}

	boolean ended() {
		return this.ended;
	}

	boolean entered() {
		return this.entered;
	}

	boolean waits() {
		return this.arrived && !this.entered && !this.ended;
	}

	/**
	 * Whether its wait goes on, and it has not only not been told yet that it is over.
	 */
	boolean waitsFor(String name) {
		SimulatedPromises lock = this.wanted;
		return waits() && lock != null && lock.name.equals(name)
				&& (this.patience < 0 || this.world.millis() < this.came + this.patience);
	}

	void arrive() {
		this.jvm.whenAwake(() -> {
			this.arrived = true;
			this.came = this.world.millis();
			this.world.say(() -> this.jvm.name + " " + this + " comes, waits " + this.patience + " ms at most");
			double longest = Math.max(2000, this.patience); // one answer is awaited
			this.deadline = this.jvm.now().nanos() + SimulatedWorld.nanosOf(longest + LONGEST_WAKING);
			if (this.patience >= 0) {
				this.jvm.later(longest + LONGEST_WAKING, this::checkDeadline);
			}
			come();
		});
	}

	/** Ask for the lock. */
	abstract void come();

	Duration timeout() {
		return (this.patience < 0) ? Duration.ofHours(1) : Duration.ofNanos(SimulatedWorld.nanosOf(this.patience));
	}

	/** A pause of the JVM, in which nobody is told anything, does not count. */
	private void checkDeadline() {
		double paused = this.world.millis() + LONGEST_WAKING + 1;
		if (waits()) {
			this.jvm.later(LONGEST_WAKING, () -> {
				boolean due = this.jvm.now().nanos() - this.deadline >= 0 && this.world.millis() < paused;
				this.history.require(!waits() || !due,
						() -> "a wait of " + this.patience + " ms in " + this.jvm.name + " has not ended");
				checkDeadline();
			});
		}
	}

	void wants(SimulatedPromises lock) {
		this.wanted = lock;
	}

	void enter(SimulatedPromises lock, Lease lease) {
		this.world.say(() -> this.jvm.name + " " + this + " enters " + lock.name);
		this.wanted = null;
		this.entered = lock == this.locks.get(this.locks.size() - 1);
		this.history.require(lease.isValid(), () -> this.jvm.name + " was let in by a lease that had ended");
		this.history.require(this.jvm.store.lets(((EngineLease) lease).hold().request()),
				() -> this.jvm.name + " was let in by a lease that too few replicas know");
		this.history.require(this.history.lease(this.options).equals(((EngineLease) lease).hold().request().lease()),
				() -> this.jvm.name + " was let in by a lease of another length");
		checkMaxHold(lease);
		lock.begin(this.jvm, lease, this.options.minHold());
		if (this.world.chance(.5)) {
			this.jvm.later(this.world.between(0, this.hold), () -> wantToken(lock, lease));
		}
	}

	private void checkMaxHold(Lease lease) {
		Duration maxHold = this.options.maxHold();
		if (maxHold != null && !maxHold.isZero()) {
			this.jvm.later(maxHold.toMillis() + 1, () -> this.history.require(!lease.isValid(),
					() -> "a lease of " + this.jvm.name + " outlives its maximum hold"));
		}
	}

	void refused(Throwable error) {
		this.world.say(() -> this.jvm.name + " " + this + " gets " + error);
		end();
		this.history.require(
				error instanceof LockAcquisitionTimeoutException || error instanceof LockUnavailableException
						|| error instanceof LockInterruptedException || error instanceof CancellationException,
				() -> "unexpected " + error);
	}

	private void wantToken(SimulatedPromises lock, Lease lease) {
		EngineLease entered = (EngineLease) lease;
		Hold hold = entered.hold();
		if (!this.ended && lease.isValid()) {
			entered.site().token(hold).whenComplete((token, error) -> {
				if (token != null && !this.ended && lease.isValid()) {
					lock.token(token);
				}
			});
		}
	}

	void end() {
		this.ended = true;
		this.wanted = null;
	}

}
