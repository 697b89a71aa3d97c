package io.github.batonlock.aop.call;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.batonlock.Failures;
import io.github.batonlock.Lease;
import io.github.batonlock.Shown;
import io.github.batonlock.aop.lease.CompositeLease;
import io.github.batonlock.aop.lease.LeaseWait;
import io.github.batonlock.aop.lease.LockSet;
import io.github.batonlock.aop.observe.CallObservation;
import io.github.batonlock.aop.observe.CallerContext;
import io.github.batonlock.aop.operation.LockOperation;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;

/**
 * A call that waits for its lock without a thread. Safe for use by any number of threads;
 * may be made any number of times.
 */
public final class PendingCall {

	private final CallServices services;

	private final LockOperation operation;

	private final Object target;

	private final @Nullable Object[] arguments;

	private final MethodCall call;

	PendingCall(CallServices services, LockOperation operation, Object target, @Nullable Object[] arguments,
			MethodCall call) {
		this.services = services;
		this.operation = operation;
		this.target = target;
		this.arguments = arguments;
		this.call = call;
	}

	/**
	 * Whether a suspending function is called, whose caller gets a Reactive Streams
	 * publisher, whatever its result is.
	 * @return whether it is suspending
	 */
	public boolean isSuspending() {
		return KotlinDetector.isSuspendingFunction(this.operation.name().method());
	}

	/**
	 * The locks of this call.
	 * @return the locks, not yet acquired
	 * @throws IllegalArgumentException if the arguments give no name
	 */
	public LockSet locks() {
		return this.services.locks().resolve(this.operation, this.target, this.arguments);
	}

	/**
	 * What the locks of this call are among all.
	 * @param locks the locks of this call
	 * @return one or several, or none
	 */
	public Set<LockId> ids(LockSet locks) {
		return locks.names()
			.stream()
			.map((name) -> new LockId(this.operation.registry(), name))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * What a lease of this call consists of.
	 * @param lease the lease
	 * @return the leases of all its locks
	 */
	public Map<LockId, Lease> parts(Lease lease) {
		List<Lease> parts = (lease instanceof CompositeLease several) ? several.leases() : List.of(lease);
		return parts.stream()
			.collect(Collectors.toUnmodifiableMap((part) -> new LockId(this.operation.registry(), part.name()),
					(part) -> part));
	}

	/**
	 * What to throw where some of the locks are held outside of this call, so that it
	 * would wait for itself.
	 * @param locks the locks of this call
	 * @param held those that are held
	 * @return the exception
	 */
	public IllegalStateException overlap(LockSet locks, Collection<LockId> held) {
		return new IllegalStateException(
				this.operation.description() + ": of the locks [" + Shown.text(locks.toString()) + "] "
						+ Shown.text(held.stream().map(LockId::name).sorted().collect(Collectors.joining(", ")))
						+ " is held by a publisher or the transaction around, and can be entered again only by itself");
	}

	/**
	 * Ask for a lease.
	 * @param locks the locks of this call
	 * @return the wait for it
	 * @throws IllegalStateException if the calling thread holds one of the locks: it
	 * might wait for itself
	 */
	public LeaseWait acquire(LockSet locks) {
		if (locks.isAnyHeld()) {
			throw new IllegalStateException(this.operation.description() + ": " + Shown.thread(Thread.currentThread())
					+ " holds lock '" + Shown.text(locks.toString())
					+ "' already, and a call with an asynchronous result does not re-enter the lock of a thread");
		}
		return LeaseWait.begin(locks);
	}

	/**
	 * Begin to watch the call.
	 */
	CallObservation observe(LockSet locks) {
		return this.services.observer().start(this.operation, locks);
	}

	/**
	 * Begin to watch the call, which has a context of its own.
	 * @param locks the locks of this call
	 * @param context what that context holds for a key, {@code null} for nothing
	 * @return what is to be told of it
	 */
	public CallObservation observe(LockSet locks, Function<Object, @Nullable Object> context) {
		return this.services.observer().start(this.operation, locks, context);
	}

	/**
	 * Capture what the calling thread knows, for the one that makes the call.
	 */
	CallerContext.Captured capture() {
		return this.services.callerContext().capture();
	}

	/**
	 * Make the call.
	 * @param lease the lease under which it is made
	 * @return the future or publisher that the method returns
	 * @throws Throwable what the method throws
	 */
	public Object proceed(Lease lease) throws Throwable {
		if (throwsOnLost()) {
			lease.ensureValid();
		}
		Object result = proceedGuarded(lease);
		if (result == null) {
			throw new IllegalStateException(this.operation.description() + ": the method returned null under lock '"
					+ Shown.text(lease.name()) + "'");
		}
		return result;
	}

	/** No transaction of the method itself commits on this thread without the lease. */
	private @Nullable Object proceedGuarded(Lease lease) throws Throwable {
		GuardedLease guarded = GuardedLease.enter(lease, throwsOnLost());
		try {
			return LeaseBinding.call(this.operation, lease, this.call);
		}
		finally {
			guarded.leave();
		}
	}

	/**
	 * What the caller gets when the lock was not had.
	 * @param reason why it was not had
	 * @return the result, {@code null} for none
	 * @throws Throwable if the caller gets that
	 */
	public @Nullable Object notHad(RuntimeException reason) throws Throwable {
		return this.services.failures().answer(this.operation, reason, this.target, this.arguments, this.call);
	}

	/**
	 * Whether a call fails that has lost its lock.
	 * @return whether it fails; if not, there is only a warning
	 */
	public boolean throwsOnLost() {
		return this.services.losses().throwsOnLost();
	}

	/**
	 * Look whether the lock was lost, when the call has ended in order.
	 * @param lease the lease under which it was made
	 * @throws io.github.batonlock.LockLostException if it was, and the call fails for it
	 */
	public void checkLoss(Lease lease) {
		this.services.losses().check(this.operation, lease);
	}

	/**
	 * Whether the call is part of a transaction that was there before it, so that the
	 * lock must last as long as that.
	 * @return whether it is; if not, the lock ends with the call
	 */
	public boolean isPartOfTransaction() {
		return this.services.transactions().isPart(this.operation, this.target);
	}

	/**
	 * Add the loss of the lock, if it was lost, to the failure of a call.
	 * @param failure what the call failed with
	 * @param lease the lease under which it was made
	 */
	public void suppressLoss(Throwable failure, Lease lease) {
		Failures.suppressLoss(failure, lease);
	}

	/**
	 * A lock among those of all registries.
	 *
	 * @param registry bean name of the registry, empty for the usual one
	 * @param name name of the lock
	 */
	public record LockId(String registry, String name) {
	}

}
