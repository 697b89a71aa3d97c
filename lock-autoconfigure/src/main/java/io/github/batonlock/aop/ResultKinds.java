package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/**
 * Tells what kind of result a method has, and refuses results whose end nobody can know.
 */
final class ResultKinds {

	private final boolean reactor;

	private final boolean coroutines;

	/**
	 * Create it.
	 * @param loader where to look for optional libraries
	 */
	ResultKinds(@Nullable ClassLoader loader) {
		this.reactor = ClassUtils.isPresent("reactor.core.publisher.Flux", loader);
		this.coroutines = this.reactor && ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt", loader);
	}

	/**
	 * The kind of result that a method has.
	 * @throws IllegalArgumentException if the method cannot be locked because of it
	 */
	ResultKind of(Method method, boolean skip) {
		if (KotlinDetector.isSuspendingFunction(method)) {
			return suspending(method, skip);
		}
		Class<?> type = method.getReturnType();
		if (isAsync(method) && (CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type))) {
			return ResultKind.AWAITED;
		}
		if (CompletionStage.class.isAssignableFrom(type) && type.isAssignableFrom(CompletableFuture.class)) {
			return ResultKind.FUTURE;
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type)) {
			throw new IllegalArgumentException(refused(type, "because nobody tells when its result is there; "
					+ "CompletableFuture and CompletionStage can be"));
		}
		if (adapter == null && !isPublisher(type)) {
			return ResultKind.VALUE;
		}
		return publisher(type, adapter, skip);
	}

	private static boolean isAsync(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), Async.class);
	}

	private ResultKind suspending(Method method, boolean skip) {
		if (!this.coroutines) {
			throw new IllegalArgumentException(
					"a suspending function can be locked only with kotlinx-coroutines-reactor on the class path");
		}
		MethodParameter result = new MethodParameter(method, -1);
		Class<?> type = result.getParameterType();
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (skip && !result.isOptional() && adapter == null && type != void.class
				&& !type.getName().equals("kotlin.Unit")) {
			throw new IllegalArgumentException(
					"SKIP has nothing to return for the type " + type.getSimpleName() + ", which is never null");
		}
		return ResultKind.PUBLISHER;
	}

	private ResultKind publisher(Class<?> type, @Nullable ReactiveAdapter adapter, boolean skip) {
		if (!this.reactor || adapter == null) {
			throw new IllegalArgumentException(refused(type, "because that takes Reactor, which is missing"));
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

	private static boolean isPublisher(Class<?> type) {
		return java.util.concurrent.Flow.Publisher.class.isAssignableFrom(type)
				|| ClassUtils.getAllInterfacesForClassAsSet(type)
					.stream()
					.anyMatch((face) -> face.getName().equals("org.reactivestreams.Publisher"));
	}

	/**
	 * The type of what a method gives in the end: for a suspending function not what its
	 * signature has in Java.
	 */
	static Class<?> declaredType(Method method) {
		return new MethodParameter(method, -1).getParameterType();
	}

	/**
	 * The number of parameters that a caller knows: a suspending function has one more.
	 */
	static int parameterCount(Method method) {
		return method.getParameterCount() - (KotlinDetector.isSuspendingFunction(method) ? 1 : 0);
	}

}
