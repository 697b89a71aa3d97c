package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.Shown;
import io.github.batonlock.engine.site.Hold;
import io.github.batonlock.engine.site.Site;
import io.github.batonlock.engine.site.Waiter;
import io.github.batonlock.engine.support.LeaseFuture;
import io.github.batonlock.engine.support.Leftovers;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Refusal;
import io.github.batonlock.engine.support.StackReserve;

/**
 * A lock by its name: makes waiters, and lets the calling thread wait.
 */
final class EngineLock implements LeasedLock {

	private final String name;

	private final LockSettings settings;

	private final Engines engines;

	EngineLock(String name, LockSettings settings, Engines engines) {
		this.name = name;
		this.settings = settings;
		this.engines = engines;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Duration timeout() {
		return Duration.ofNanos(this.settings.timeout());
	}

	@Override
	public Lease acquire() {
		return unchecked(this.settings);
	}

	@Override
	public Lease acquire(Duration timeout) {
		return unchecked(within(timeout));
	}

	@Override
	public Optional<Lease> tryAcquire() {
		return tryAcquire(Duration.ZERO);
	}

	@Override
	public Optional<Lease> tryAcquire(Duration timeout) {
		try {
			return Optional.of(unchecked(within(timeout)));
		}
		catch (LockAcquisitionTimeoutException ex) {
			return Optional.empty();
		}
	}

	@Override
	public CompletableFuture<Lease> acquireAsync() {
		return async(this.settings);
	}

	@Override
	public CompletableFuture<Lease> acquireAsync(Duration timeout) {
		return async(within(timeout));
	}

	@Override
	public Optional<Lease> current() {
		StackReserve.forAcquiring();
		Engines.Held held = this.engines.heldBy(Thread.currentThread(), this.name);
		return (held != null) ? Optional.of(EngineLease.view(held)) : Optional.empty();
	}

	@Override
	public void lock() {
		acquire(this.settings, false);
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		interruptibly(this.settings);
	}

	@Override
	public boolean tryLock() {
		return tryAcquire().isPresent();
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		try {
			interruptibly(this.settings.withTimeout(Math.max(0, unit.toNanos(time))));
			return true;
		}
		catch (LockAcquisitionTimeoutException ex) {
			return false;
		}
	}

	@Override
	public void unlock() {
		StackReserve.forLeaving();
		Engines.Held held = this.engines.heldBy(Thread.currentThread(), this.name);
		if (held == null) {
			String holder = this.engines.holderInWords(this.name);
			throw new IllegalMonitorStateException("Lock '" + Shown.text(this.name) + "' is not held by "
					+ Shown.thread(Thread.currentThread()) + ((holder != null) ? ", but by " + holder : ""));
		}
		unlock(held);
		if (held.hold().isLost()) {
			throw held.hold().loss();
		}
	}

	private static void unlock(Engines.Held held) {
		Hold hold = held.hold();
		Leftovers leftovers = held.engine().instance().leftovers();
		try {
			hold.leave();
			EngineLease.left(held);
		}
		catch (Error ex) {
			hold.cutOff = true;
			leftovers.inSites = true;
			throw ex;
		}
	}

	@Override
	public Condition newCondition() {
		throw new UnsupportedOperationException("Distributed locks have no conditions");
	}

	@Override
	public String toString() {
		return "LeasedLock[" + Shown.text(this.name) + "]";
	}

	private LockSettings within(Duration timeout) {
		if (timeout.isNegative()) {
			throw new IllegalArgumentException(
					"The timeout for lock '" + Shown.text(this.name) + "' must not be negative, but is " + timeout);
		}
		return this.settings.withTimeout(LockSettings.saturated(timeout));
	}

	private CompletableFuture<Lease> async(LockSettings settings) {
		StackReserve.forAcquiring();
		Engine engine;
		try {
			engine = this.engines.engine(this.name);
		}
		catch (LockUnavailableException ex) {
			return LeaseFuture.failed(this.engines.threads(), ex);
		}
		AsyncWaiter waiter = new AsyncWaiter(this.name, engine, engine.sensible(this.name, settings),
				engine.time().now().nanos());
		CompletableFuture<Lease> future = waiter.future();
		try {
			engine.join(this.name, waiter, waiter::joins);
		}
		catch (Throwable ex) {
			leaveBehind(waiter, engine); // as nobody gets the future
			throw ex;
		}
		return future;
	}

	private void interruptibly(LockSettings settings) throws InterruptedException {
		try {
			acquire(settings, true);
		}
		catch (LockInterruptedException ex) {
			Thread.interrupted();
			throw (InterruptedException) new InterruptedException(ex.getMessage()).initCause(ex);
		}
	}

	private Lease unchecked(LockSettings settings) {
		return acquire(settings, true);
	}

	private Lease acquire(LockSettings settings, boolean interruptible) {
		if (interruptible && Thread.interrupted()) {
			Thread.currentThread().interrupt();
			throw new LockInterruptedException(this.name, Duration.ZERO);
		}
		StackReserve.forAcquiring();
		Engine engine = this.engines.engine(this.name);
		Leftovers leftovers = engine.instance().leftovers();
		ThreadWaiter waiter = new ThreadWaiter(engine.sensible(this.name, settings), engine.time(),
				engine.time().now().nanos(), engine.instance().replyTimeout().toNanos());
		try {
			return acquire(engine, waiter, interruptible);
		}
		catch (RuntimeException ex) {
			if (waiter.state() != Waiter.State.REFUSED) {
				leaveBehind(waiter, engine);
			}
			throw ex;
		}
		catch (Error ex) {
			// there may be no stack to make a call
			Hold entered = waiter.hold;
			if (entered != null && entered.caller != waiter) {
				synchronized (entered) {
					entered.entries--;
				}
				entered.cutOff = true;
			}
			waiter.gone = true;
			leftovers.inSites = true;
			throw ex;
		}
	}

	private static void leaveBehind(Waiter waiter, Engine engine) {
		waiter.gone = true;
		engine.instance().leftovers().inSites = true;
	}

	private Lease acquire(Engine engine, ThreadWaiter waiter, boolean interruptible) {
		Site site = engine.join(this.name, waiter, (joined) -> {
		});
		if (waiter.state() == Waiter.State.INSIDE) {
			return reentered(EngineLease.of(waiter, site, engine));
		}
		boolean inside = await(engine, site, waiter, interruptible);
		Duration waited = Duration.ofNanos(engine.time().now().nanos() - waiter.since);
		Refusal refusal = waiter.refusal();
		if (inside) {
			EngineLease lease = EngineLease.of(waiter, site, engine);
			engine.events().acquired(lease, lease.hold(), waited);
			return lease;
		}
		RuntimeException reason = (refusal == null || refusal instanceof Refusal.Abandoned)
				? new LockInterruptedException(this.name, waited) : refusal.toException(this.name, waited);
		engine.events().tell(waiter.settings.category(), (listener) -> listener.notAcquired(this.name, waited, reason));
		throw reason;
	}

	private Lease reentered(Lease lease) {
		if (!lease.isValid()) {
			try (lease) {
				lease.ensureValid();
			}
		}
		return lease;
	}

	/**
	 * Park until inside or refused.
	 * @return whether the thread is inside
	 */
	private boolean await(Engine engine, Site site, ThreadWaiter waiter, boolean interruptible) {
		boolean interrupted = false;
		try {
			while (true) {
				if (interruptible && Thread.interrupted()) {
					interrupted = true;
					site.abandon(waiter);
					return false;
				}
				if (waiter.state() == Waiter.State.CHOSEN && site.enter(waiter)) {
					return true;
				}
				if (waiter.state() == Waiter.State.REFUSED) {
					return false;
				}
				long left = waiter.deadline - engine.time().now().nanos();
				if (left <= 0) {
					site.giveUp(waiter);
				}
				else if (waiter.state() == Waiter.State.WAITING) {
					engine.time().park(waiter, left);
					interrupted |= !interruptible && Thread.interrupted();
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
