package io.github.batonlock.aop.call;

import java.util.Objects;
import java.util.function.Supplier;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.observe.CallerContext;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * The collaborators that all locked calls of an application share.
 */
final class CallServices {

	private final LockResolver locks;

	private final FailurePolicy failures;

	private final LossPolicy losses;

	private final TransactionBinding transactions;

	private final CallObserverBean observer;

	/** Looked up at the first call, as advisors are created before it. */
	private final Supplier<CallerContext> callerContext;

	CallServices(Supplier<LockRegistry> registry, @Nullable BeanFactory beans, boolean throwOnLost) {
		this.locks = new LockResolver(registry, beans);
		this.failures = new FailurePolicy(beans);
		this.losses = new LossPolicy(throwOnLost);
		this.transactions = new TransactionBinding(beans, this.losses);
		this.observer = new CallObserverBean(beans);
		this.callerContext = SingletonSupplier
			.of(() -> Objects.requireNonNullElse(ClosedContext.find(beans, CallerContext.class), CallerContext.NONE));
	}

	LockResolver locks() {
		return this.locks;
	}

	FailurePolicy failures() {
		return this.failures;
	}

	LossPolicy losses() {
		return this.losses;
	}

	TransactionBinding transactions() {
		return this.transactions;
	}

	CallObserverBean observer() {
		return this.observer;
	}

	CallerContext callerContext() {
		return this.callerContext.get();
	}

}
