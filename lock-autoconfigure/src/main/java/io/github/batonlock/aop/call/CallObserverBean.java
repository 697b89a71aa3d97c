package io.github.batonlock.aop.call;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.batonlock.aop.lease.LockSet;
import io.github.batonlock.aop.observe.CallObservation;
import io.github.batonlock.aop.observe.CallObserver;
import io.github.batonlock.aop.operation.LockOperation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * The {@link CallObserver} bean of the application, if there is one.
 */
final class CallObserverBean {

	private static final CallObserver NOBODY = (category, lockName) -> CallObservation.NONE;

	/** Looked up at the first call, as advisors are created before it. */
	private final Supplier<CallObserver> observer;

	CallObserverBean(@Nullable BeanFactory beans) {
		this.observer = SingletonSupplier
			.of(() -> Objects.requireNonNullElse(ClosedContext.find(beans, CallObserver.class), NOBODY));
	}

	CallObservation start(LockOperation operation, LockSet locks) {
		CallObserver observer = this.observer.get();
		return (observer != NOBODY) ? observer.start(operation.category(), locks.toString()) : CallObservation.NONE;
	}

	/**
	 * Starts to observe a call that has its own context.
	 */
	CallObservation start(LockOperation operation, LockSet locks, Function<Object, @Nullable Object> context) {
		CallObserver observer = this.observer.get();
		return (observer != NOBODY) ? observer.start(operation.category(), locks.toString(), context)
				: CallObservation.NONE;
	}

	/**
	 * Observes a call that ends when this method returns.
	 */
	@Nullable Object observe(LockOperation operation, LockSet locks, Body body) throws Throwable {
		CallObservation observed = start(operation, locks);
		Throwable failure = null;
		try (CallObservation.Scope scope = observed.open()) {
			return body.run(observed);
		}
		catch (Throwable ex) {
			failure = ex;
			throw ex;
		}
		finally {
			observed.end(failure);
		}
	}

	/**
	 * The observed call.
	 */
	@FunctionalInterface
	interface Body {

		@Nullable Object run(CallObservation observed) throws Throwable;

	}

}
