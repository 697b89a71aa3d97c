package io.github.batonlock.aop;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * Runs a call while the lock that its operation names is held.
 */
public final class LockInvoker {

	private final @Nullable BeanFactory beans;

	private final LockRegistries registries;

	private final LockNameEvaluator names;

	private final FailurePolicy failures;

	private final LossPolicy losses;

	private final TransactionBinding transactions;

	private final CallObservations observations;

	private final StaleReadWarning staleReads;

	/** Looked for at the first call: advisors come before it. */
	private final Supplier<CallerContext> callerContext;

	private final @Nullable PublisherLocking publishers;

	/**
	 * Create an invoker of calls that return no publishers.
	 * @param registry where locks come from, asked once, at the first call
	 * @param beans known to expressions as {@code @name}
	 * @param throwOnLost whether a call fails that ended in order, but had lost its lock;
	 * asked when that happens
	 */
	public LockInvoker(Supplier<LockRegistry> registry, @Nullable BeanFactory beans, boolean throwOnLost) {
		this(registry, beans, throwOnLost, null);
	}

	/**
	 * Create an invoker.
	 * @param registry where locks come from, asked once, at the first call
	 * @param beans known to expressions as {@code @name}
	 * @param throwOnLost whether a call fails that ended in order, but had lost its lock;
	 * asked when that happens
	 * @param publishers locks calls that return publishers, {@code null} where Reactor is
	 * missing
	 */
	public LockInvoker(Supplier<LockRegistry> registry, @Nullable BeanFactory beans, boolean throwOnLost,
			@Nullable PublisherLocking publishers) {
		this.beans = beans;
		this.registries = new LockRegistries(registry, beans);
		this.names = new LockNameEvaluator(beans);
		this.failures = new FailurePolicy(beans);
		this.losses = new LossPolicy(throwOnLost);
		this.transactions = new TransactionBinding(beans, this.losses);
		this.observations = new CallObservations(beans);
		this.staleReads = new StaleReadWarning(beans);
		this.callerContext = SingletonSupplier
			.of(() -> Objects.requireNonNullElse(ClosedContext.find(beans, CallerContext.class), CallerContext.NONE));
		this.publishers = publishers;
	}

	@Nullable Object invoke(LockOperation operation, Object target, @Nullable Object[] arguments, Call call) throws Throwable {
		return switch (operation.result()) {
			case VALUE -> whileHeld(operation, target, arguments, call);
			case OPEN -> whileHeld(operation, target, arguments, new OpenCall(operation, call));
			case AWAITED -> whileHeld(operation, target, arguments, new AwaitedCall(call));
			case FUTURE -> FutureCall.start(new PendingCall(this, operation, target, arguments, call));
			case PUBLISHER -> Objects.requireNonNull(this.publishers, "no Reactor")
				.lock(new PendingCall(this, operation, target, arguments, call), operation.type());
		};
	}

	private @Nullable Object whileHeld(LockOperation operation, Object target, @Nullable Object[] arguments, Call call)
			throws Throwable {
		CallLocks locks = locks(operation, target, arguments);
		this.staleReads.check(operation, locks, () -> this.transactions.sharesResources(operation, target));
		return this.observations.observe(operation, locks, (observed) -> {
			Lease lease;
			try {
				lease = locks.acquire();
			}
			catch (RuntimeException ex) {
				observed.notAcquired(ex);
				return this.failures.answer(operation, ex, target, arguments, call);
			}
			return this.transactions.run(operation, target, lease, observed, call);
		});
	}

	CallLocks locks(LockOperation operation, Object target, @Nullable Object[] arguments) {
		try {
			LockRegistry registry = this.registries.get(operation.registry());
			List<LeasedLock> found = new ArrayList<>(1);
			for (String name : this.names.evaluate(operation.name(), target, arguments)) {
				found.add(registry.obtain(name, operation.options()));
			}
			return new CallLocks(found);
		}
		catch (RuntimeException ex) {
			if (ClosedContext.hasCaused(ex, this.beans)) {
				throw ClosedContext.exception(operation.description(), ex);
			}
			throw (ex instanceof IllegalArgumentException)
					? new IllegalArgumentException(operation.description() + ": " + ex.getMessage(), ex) : ex;
		}
	}

	/**
	 * Make the call where code finds the lease without being given it.
	 */
	static @Nullable Object withCurrent(LockOperation operation, Lease lease, Call call) throws Throwable {
		CurrentLease.Scope current = open(operation, lease);
		try {
			return call.proceed();
		}
		finally {
			current.close();
		}
	}

	private static CurrentLease.Scope open(LockOperation operation, Lease lease) {
		if (!(lease instanceof LeaseOfSeveral several)) {
			return CurrentLease.open(lease);
		}
		return several.leases().isEmpty()
				? CurrentLease.openNone(operation.description() + " finds no names for this call, so it locks nothing")
				: CurrentLease.open(several, several.leases());
	}

	FailurePolicy failures() {
		return this.failures;
	}

	LossPolicy losses() {
		return this.losses;
	}

	CallObservations observations() {
		return this.observations;
	}

	CallerContext callerContext() {
		return this.callerContext.get();
	}

	TransactionBinding transactions() {
		return this.transactions;
	}

	/**
	 * The call to be made while the lock is held.
	 */
	@FunctionalInterface
	interface Call {

		/**
		 * Make the call.
		 * @return its result
		 * @throws Throwable what it throws
		 */
		@Nullable Object proceed() throws Throwable;

	}

}
