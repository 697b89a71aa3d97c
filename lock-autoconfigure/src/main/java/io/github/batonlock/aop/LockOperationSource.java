package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds what the annotation of a method, or of its class, asks for, and refuses what
 * cannot work. Safe for use by any number of threads.
 */
public final class LockOperationSource {

	private final ConcurrentMap<MethodClassKey, Optional<LockOperation>> operations = new ConcurrentHashMap<>();

	private final UnaryOperator<String> placeholders;

	/**
	 * Create a source.
	 * @param placeholders resolves <code>${…}</code> in the texts of annotations
	 */
	public LockOperationSource(UnaryOperator<String> placeholders) {
		this.placeholders = placeholders;
	}

	@Nullable LockOperation find(Method method, Class<?> targetClass) {
		return this.operations
			.computeIfAbsent(new MethodClassKey(method, targetClass),
					(key) -> Optional.ofNullable(read(method, targetClass)))
			.orElse(null);
	}

	private @Nullable LockOperation read(Method method, Class<?> targetClass) {
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		DistributedLock annotation = annotation(method, specific, targetClass);
		if (annotation == null || specific.getDeclaringClass() == Object.class) {
			return null;
		}
		try {
			return operation(annotation, specific);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalStateException("@DistributedLock on "
					+ ClassUtils.getQualifiedMethodName(specific, targetClass) + "(): " + ex.getMessage(), ex);
		}
	}

	private static @Nullable DistributedLock annotation(Method method, Method specific, Class<?> targetClass) {
		DistributedLock onMethod = find(specific);
		if (onMethod != null) {
			return onMethod;
		}
		DistributedLock declared = find(method);
		if (declared != null || !Modifier.isPublic(specific.getModifiers())) {
			return declared;
		}
		return AnnotatedElementUtils.findMergedAnnotation(targetClass, DistributedLock.class);
	}

	private static @Nullable DistributedLock find(Method method) {
		return AnnotatedElementUtils.findMergedAnnotation(method, DistributedLock.class);
	}

	private LockOperation operation(DistributedLock annotation, Method method) {
		boolean skip = annotation.onTimeout() == DistributedLock.OnTimeout.SKIP;
		checkAdvisable(method);
		checkResult(method.getReturnType(), skip);
		LockOptions.Builder options = LockOptions.builder().waiting(annotation.waiting());
		Duration timeout = duration("timeout", annotation.timeout());
		Duration maxHold = duration("maxHold", annotation.maxHold());
		if (timeout != null) {
			options.timeout(timeout);
		}
		if (maxHold != null) {
			options.maxHold(maxHold);
		}
		LockName name = LockName.of(method, resolve(annotation.name()), resolve(annotation.key()));
		return new LockOperation(name, options.build(), skip);
	}

	private static void checkAdvisable(Method method) {
		for (int modifier : new int[] { Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL }) {
			if ((method.getModifiers() & modifier) != 0) {
				throw new IllegalArgumentException("a " + Modifier.toString(modifier)
						+ " method cannot be locked, because no proxy can intercept it");
			}
		}
	}

	private static void checkResult(Class<?> type, boolean skip) {
		if (CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type)
				|| type.getName().startsWith("reactor.core.publisher.")
				|| type.getName().equals("org.reactivestreams.Publisher")) {
			throw new IllegalArgumentException("a method that returns " + type.getSimpleName()
					+ " cannot be locked, because the lock would be released before the result is there");
		}
		if (skip && type.isPrimitive() && type != void.class) {
			throw new IllegalArgumentException("SKIP has nothing to return for the primitive type " + type);
		}
	}

	private @Nullable Duration duration(String attribute, String text) {
		String resolved = resolve(text);
		if (resolved.isBlank()) {
			return null;
		}
		try {
			return DurationFormatterUtils.detectAndParse(resolved, DurationFormat.Unit.MILLIS);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(attribute + " = \"" + text + "\" is not a duration such as 5s", ex);
		}
	}

	private String resolve(String text) {
		return this.placeholders.apply(text);
	}

}
