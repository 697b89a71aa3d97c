package io.github.batonlock.aop.call;

import java.util.Objects;
import java.util.function.Supplier;

import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.lease.LockSet;
import io.github.batonlock.aop.operation.LockOperation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

/**
 * Runs the calls of annotated methods while their locks are held.
 */
public final class LockInvoker {

	private final CallServices services;

	private final StaleReadWarning staleReads;

	private final @Nullable PublisherLocking publishers;

	/**
	 * Creates an invoker of calls that return no publishers.
	 * @param registry supplies the registry of operations that name none; called once, at
	 * the first call
	 * @param beans the beans that operations and expressions name, {@code null} for none
	 * @param throwOnLost whether a call that returned, but had lost its lock, fails
	 */
	public LockInvoker(Supplier<LockRegistry> registry, @Nullable BeanFactory beans, boolean throwOnLost) {
		this(registry, beans, throwOnLost, null);
	}

	/**
	 * Creates an invoker.
	 * @param registry supplies the registry of operations that name none; called once, at
	 * the first call
	 * @param beans the beans that operations and expressions name, {@code null} for none
	 * @param throwOnLost whether a call that returned, but had lost its lock, fails
	 * @param publishers locks calls that return publishers, {@code null} if Reactor is
	 * missing
	 */
	public LockInvoker(Supplier<LockRegistry> registry, @Nullable BeanFactory beans, boolean throwOnLost,
			@Nullable PublisherLocking publishers) {
		this.services = new CallServices(registry, beans, throwOnLost);
		this.staleReads = new StaleReadWarning(beans);
		this.publishers = publishers;
	}

	/**
	 * Runs a call under its locks.
	 * @param operation the operation of the method that is called
	 * @param target the object on which the method is called
	 * @param arguments the arguments of the call
	 * @param call makes the call
	 * @return the result of the method, or the result that replaces it if a lock could
	 * not be acquired
	 * @throws Throwable any exception of the method, or the failure to acquire a lock
	 */
	public @Nullable Object invoke(LockOperation operation, Object target, @Nullable Object[] arguments,
			MethodCall call) throws Throwable {
		return switch (operation.result()) {
			case VALUE -> whileHeld(operation, target, arguments, call);
			case OPEN -> whileHeld(operation, target, arguments, new OpenCall(operation, call));
			case AWAITED -> whileHeld(operation, target, arguments, new AwaitedCall(call));
			case FUTURE -> FutureCall.start(new PendingCall(this.services, operation, target, arguments, call));
			case PUBLISHER -> Objects.requireNonNull(this.publishers, "no Reactor")
				.lock(new PendingCall(this.services, operation, target, arguments, call), operation.type());
		};
	}

	private @Nullable Object whileHeld(LockOperation operation, Object target, @Nullable Object[] arguments,
			MethodCall call) throws Throwable {
		LockSet locks = this.services.locks().resolve(operation, target, arguments);
		TransactionBinding transactions = this.services.transactions();
		this.staleReads.check(operation, locks, () -> transactions.sharesResources(operation, target));
		return this.services.observer().observe(operation, locks, (observed) -> {
			Lease lease;
			try {
				lease = locks.acquire();
			}
			catch (RuntimeException ex) {
				observed.notAcquired(ex);
				return this.services.failures().answer(operation, ex, target, arguments, call);
			}
			return transactions.run(operation, target, lease, observed, call);
		});
	}

}
