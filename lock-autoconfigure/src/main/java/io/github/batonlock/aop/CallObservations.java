package io.github.batonlock.aop;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * Lets the observer among the beans, if there is one, watch calls.
 */
final class CallObservations {

	private static final LockedCallObserver NOBODY = (category, lockName) -> ObservedCall.NONE;

	/** Looked for at the first call: advisors come before it. */
	private final Supplier<LockedCallObserver> observer;

	CallObservations(@Nullable BeanFactory beans) {
		this.observer = SingletonSupplier
			.of(() -> Objects.requireNonNullElse(ClosedContext.find(beans, LockedCallObserver.class), NOBODY));
	}

	ObservedCall start(LockOperation operation, CallLocks locks) {
		LockedCallObserver observer = this.observer.get();
		return (observer != NOBODY) ? observer.start(operation.category(), locks.toString()) : ObservedCall.NONE;
	}

	/**
	 * Watch a call that has a context of its own.
	 */
	ObservedCall start(LockOperation operation, CallLocks locks, Function<Object, @Nullable Object> context) {
		LockedCallObserver observer = this.observer.get();
		return (observer != NOBODY) ? observer.start(operation.category(), locks.toString(), context)
				: ObservedCall.NONE;
	}

	/**
	 * Watch a call that ends when this method does.
	 */
	@Nullable Object observe(LockOperation operation, CallLocks locks, Body body) throws Throwable {
		ObservedCall observed = start(operation, locks);
		Throwable failure = null;
		try (ObservedCall.Scope scope = observed.open()) {
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
	 * What is watched.
	 */
	@FunctionalInterface
	interface Body {

		@Nullable Object run(ObservedCall observed) throws Throwable;

	}

}
