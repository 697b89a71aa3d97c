package io.github.batonlock.aop.call;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockFailure;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.Shown;
import io.github.batonlock.aop.operation.LockOperation;
import org.jspecify.annotations.Nullable;

/**
 * A call whose lock could not be acquired.
 */
final class FailedCall implements LockFailure {

	private final LockOperation operation;

	private final Object target;

	private final List<@Nullable Object> arguments;

	private final RuntimeException failure;

	private final MethodCall call;

	private final AtomicBoolean proceeded = new AtomicBoolean();

	FailedCall(LockOperation operation, Object target, @Nullable Object[] arguments, RuntimeException failure,
			MethodCall call) {
		this.operation = operation;
		this.target = target;
		this.arguments = operation.name().visible(arguments);
		this.failure = failure;
		this.call = call;
	}

	@Override
	public Method method() {
		return this.operation.name().method();
	}

	@Override
	public Object target() {
		return this.target;
	}

	@Override
	public List<@Nullable Object> arguments() {
		return this.arguments;
	}

	@Override
	public String lockName() {
		return (this.failure instanceof LockUnavailableException unavailable) ? unavailable.getLockName()
				: timeout().getLockName();
	}

	@Override
	public Duration waited() {
		return (this.failure instanceof LockUnavailableException unavailable) ? unavailable.getWaited()
				: timeout().getWaited();
	}

	private LockAcquisitionTimeoutException timeout() {
		return (LockAcquisitionTimeoutException) this.failure;
	}

	@Override
	public RuntimeException reason() {
		return RequestedBy.tell(this.operation, this.failure);
	}

	@Override
	public @Nullable Object proceed() throws Throwable {
		if (!this.proceeded.compareAndSet(false, true)) {
			throw new IllegalStateException(
					this.operation.description() + ": a handler may run the method once, but has done so before");
		}
		CurrentLease.Scope none = CurrentLease
			.openNone(this.operation.description() + " runs without lock '" + Shown.text(lockName()) + "'");
		try {
			return this.call.proceed();
		}
		finally {
			none.close();
		}
	}

	@Override
	public String toString() {
		return String.valueOf(reason().getMessage());
	}

}
