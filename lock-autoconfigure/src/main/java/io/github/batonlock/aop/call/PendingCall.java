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
 * can be made any number of times.
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
	 * Whether a suspending function is called. Its caller receives a Reactive Streams
	 * publisher, whatever the type of the result is.
	 * @return whether the method is a suspending function
	 */
	public boolean isSuspending() {
		return KotlinDetector.isSuspendingFunction(this.operation.name().method());
	}

	/**
	 * Finds the locks of this call, without acquiring any.
	 * @return the locks
	 * @throws IllegalArgumentException if the arguments give no valid name
	 */
	public LockSet locks() {
		return this.services.locks().resolve(this.operation, this.target, this.arguments);
	}

	/**
	 * Identifies the locks of this call among the locks of all registries.
	 * @param locks the locks of this call
	 * @return their identities, empty if there are no locks
	 */
	public Set<LockId> ids(LockSet locks) {
		return locks.names()
			.stream()
			.map((name) -> new LockId(this.operation.registry(), name))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Splits a lease of this call into the leases of its locks.
	 * @param lease the lease
	 * @return the leases by the identity of their locks
	 */
	public Map<LockId, Lease> parts(Lease lease) {
		List<Lease> parts = (lease instanceof CompositeLease several) ? several.leases() : List.of(lease);
		return parts.stream()
			.collect(Collectors.toUnmodifiableMap((part) -> new LockId(this.operation.registry(), part.name()),
					(part) -> part));
	}

	/**
	 * Creates an exception for a call that would wait for itself, because some of its
	 * locks are held outside of it.
	 * @param locks the locks of this call
	 * @param held the locks that are held
	 * @return the exception
	 */
	public IllegalStateException overlap(LockSet locks, Collection<LockId> held) {
		return new IllegalStateException(this.operation.description() + ": of the locks ["
				+ Shown.text(locks.toString()) + "] "
				+ Shown.text(held.stream().map(LockId::name).sorted().collect(Collectors.joining(", ")))
				+ " is held by an outer publisher or transaction, and can be re-entered only without the others");
	}

	/**
	 * Begins to acquire the locks.
	 * @param locks the locks of this call
	 * @return the wait for their lease
	 * @throws IllegalStateException if the calling thread holds one of the locks, and
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
	 * Starts to observe the call.
	 */
	CallObservation observe(LockSet locks) {
		return this.services.observer().start(this.operation, locks);
	}

	/**
	 * Starts to observe the call, which has its own context.
	 * @param locks the locks of this call
	 * @param context looks up the value of a key in that context, {@code null} for none
	 * @return the observation of the call
	 */
	public CallObservation observe(LockSet locks, Function<Object, @Nullable Object> context) {
		return this.services.observer().start(this.operation, locks, context);
	}

	/**
	 * Captures the context of the calling thread, for the thread that makes the call.
	 */
	CallerContext.Captured capture() {
		return this.services.callerContext().capture();
	}

	/**
	 * Makes the call.
	 * @param lease the lease under which the call runs
	 * @return the future or publisher that the method returns
	 * @throws Throwable any exception of the method
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

	/**
	 * A transaction that the method begins on this thread does not commit without the
	 * lease.
	 */
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
	 * Determines the outcome for the caller if the lock could not be acquired.
	 * @param reason why it could not be acquired
	 * @return the result, {@code null} for none
	 * @throws Throwable the failure, if the caller receives that
	 */
	public @Nullable Object outcomeWithoutLock(RuntimeException reason) throws Throwable {
		return this.services.failures().answer(this.operation, reason, this.target, this.arguments, this.call);
	}

	/**
	 * Whether a call that has lost its lock fails.
	 * @return whether it fails; if not, a warning is logged
	 */
	public boolean throwsOnLost() {
		return this.services.losses().throwsOnLost();
	}

	/**
	 * Checks whether the lock was lost, after the call has ended without failure.
	 * @param lease the lease under which the call ran
	 * @throws io.github.batonlock.LockLostException if it was lost, and the call fails
	 * because of that
	 */
	public void checkLoss(Lease lease) {
		this.services.losses().check(this.operation, lease);
	}

	/**
	 * Whether the call joins the transaction around it, so that the lock must last as
	 * long as that transaction.
	 * @return whether it does; if not, the lock ends with the call
	 */
	public boolean isPartOfTransaction() {
		return this.services.transactions().isPart(this.operation, this.target);
	}

	/**
	 * Adds the loss of the lock, if it was lost, to the failure of the call.
	 * @param failure the failure of the call
	 * @param lease the lease under which the call ran
	 */
	public void suppressLoss(Throwable failure, Lease lease) {
		Failures.suppressLoss(failure, lease);
	}

	/**
	 * Identifies a lock among the locks of all registries.
	 *
	 * @param registry bean name of the registry, empty for the default one
	 * @param name name of the lock
	 */
	public record LockId(String registry, String name) {
	}

}
