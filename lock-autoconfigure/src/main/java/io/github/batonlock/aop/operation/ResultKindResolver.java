package io.github.batonlock.aop.operation;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/**
 * Determines the kind of result of a method, and rejects results whose completion cannot
 * be observed.
 */
final class ResultKindResolver {

	private final boolean reactor;

	private final boolean coroutines;

	/**
	 * Creates a resolver.
	 * @param loader the class loader of optional libraries
	 */
	ResultKindResolver(@Nullable ClassLoader loader) {
		this.reactor = ClassUtils.isPresent("reactor.core.publisher.Flux", loader);
		this.coroutines = this.reactor && ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt", loader);
	}

	/**
	 * Determines the kind of result of a method.
	 * @throws IllegalArgumentException if the method cannot be locked because of its
	 * result
	 */
	ResultKind of(Method method, ResolvableType declared, boolean skip) {
		Class<?> type = declared.resolve(Object.class);
		checkComplete(type, declared);
		if (KotlinDetector.isSuspendingFunction(method)) {
			return suspending(method, type, skip);
		}
		if (isAsync(method) && (CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type))) {
			return ResultKind.AWAITED;
		}
		if (CompletionStage.class.isAssignableFrom(type) && type.isAssignableFrom(CompletableFuture.class)) {
			return ResultKind.FUTURE;
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type)) {
			throw new IllegalArgumentException(refused(type, "because it does not tell when its result is complete; "
					+ "CompletableFuture and CompletionStage can be"));
		}
		if (adapter == null && !LateResults.isPublisher(type)) {
			return LateResults.isOpen(declared) ? ResultKind.OPEN : ResultKind.VALUE;
		}
		return publisher(type, adapter, skip);
	}

	private static void checkComplete(Class<?> type, ResolvableType declared) {
		String reason = LateResults.reasonOfDeclared(type);
		if (reason != null) {
			throw new IllegalArgumentException(refused(type, "because that " + reason));
		}
		Class<?> within = LateResults.within(declared);
		if (within == null) {
			return;
		}
		String reasonWithin = LateResults.reasonOfDeclared(within);
		throw new IllegalArgumentException(refused(type, "because the " + within.getSimpleName() + " in it "
				+ ((reasonWithin != null) ? reasonWithin : "ends after the lock has been released; "
						+ "a future or publisher can be returned by itself, or as what gives all that is around it")));
	}

	private static boolean isAsync(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), Async.class);
	}

	private ResultKind suspending(Method method, Class<?> type, boolean skip) {
		if (!this.coroutines) {
			throw new IllegalArgumentException(
					"a suspending function can be locked only with kotlinx-coroutines-reactor on the class path");
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (LateResults.isFutureOrPublisher(type) && !LateResults.isPublisher(type)
				&& !type.getName().equals("kotlinx.coroutines.flow.Flow")) {
			throw new IllegalArgumentException("a suspending function that returns " + type.getSimpleName()
					+ " cannot be locked, because that ends after the lock has been released; await it inside");
		}
		if (skip && !new MethodParameter(method, -1).isOptional() && adapter == null && type != void.class
				&& !type.getName().equals("kotlin.Unit")) {
			throw new IllegalArgumentException(
					"SKIP has nothing to return for the type " + type.getSimpleName() + ", which is never null");
		}
		return ResultKind.PUBLISHER;
	}

	private ResultKind publisher(Class<?> type, @Nullable ReactiveAdapter adapter, boolean skip) {
		if (!this.reactor || adapter == null) {
			throw new IllegalArgumentException(refused(type, "because that requires Reactor, which is missing"));
		}
		if (!type.isAssignableFrom(adapter.getReactiveType())) {
			throw new IllegalArgumentException(
					refused(type, "but one that returns " + adapter.getReactiveType().getSimpleName() + " can be"));
		}
		if (skip && !adapter.supportsEmpty()) {
			throw new IllegalArgumentException(
					"SKIP has nothing to return for the type " + type.getSimpleName() + ", which is never empty");
		}
		return ResultKind.PUBLISHER;
	}

	private static String refused(Class<?> type, String reason) {
		return "a method that returns " + type.getSimpleName() + " cannot be locked, " + reason;
	}

	/**
	 * The type of the result of a method; for a suspending function the type that Kotlin
	 * declares, not that of its Java signature.
	 * @param targetClass the class of the object on which the method is called, which may
	 * resolve type variables
	 */
	static ResolvableType declaredType(Method method, Class<?> targetClass) {
		return ResolvableType.forMethodParameter(new MethodParameter(method, -1).withContainingClass(targetClass));
	}

}
