package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Reads an annotation, and refuses what cannot work.
 */
final class LockAnnotationParser {

	private final UnaryOperator<String> placeholders;

	LockAnnotationParser(UnaryOperator<String> placeholders) {
		this.placeholders = placeholders;
	}

	/**
	 * Read the annotation of a method.
	 * @throws InvalidLockException if it asks for what cannot work
	 */
	LockOperation parse(DistributedLock annotation, Method method) {
		String description = describe(annotation, method);
		try {
			boolean skip = annotation.onTimeout() == DistributedLock.OnTimeout.SKIP;
			checkInterceptable(method);
			checkResult(method.getReturnType(), skip);
			LockName name = LockNameParser.parse(method, resolve(annotation.name()), resolve(annotation.key()));
			return new LockOperation(description, name, options(annotation), skip, annotation.release());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLockException(description + ": " + ex.getMessage(), ex);
		}
	}

	private static String describe(DistributedLock annotation, Method method) {
		String key = annotation.key().isEmpty() ? "" : ", key = \"" + annotation.key() + "\"";
		return "@DistributedLock(name = \"" + annotation.name() + "\"" + key + ") on "
				+ method.getDeclaringClass().getName() + "." + method.getName()
				+ Arrays.stream(method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

	private static void checkInterceptable(Method method) {
		for (int modifier : new int[] { Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL }) {
			if ((method.getModifiers() & modifier) != 0) {
				throw new IllegalArgumentException("a " + Modifier.toString(modifier)
						+ " method cannot be locked, because no proxy can intercept it");
			}
		}
	}

	private static void checkResult(Class<?> type, boolean skip) {
		if (CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null) {
			throw new IllegalArgumentException("a method that returns " + type.getSimpleName()
					+ " cannot be locked, because the lock would be released before the result is there");
		}
		if (skip && type.isPrimitive() && type != void.class) {
			throw new IllegalArgumentException("SKIP has nothing to return for the primitive type " + type);
		}
	}

	private LockOptions options(DistributedLock annotation) {
		LockOptions.Builder options = LockOptions.builder().waiting(annotation.waiting());
		Duration timeout = duration("timeout", annotation.timeout());
		Duration maxHold = duration("maxHold", annotation.maxHold());
		if (timeout != null) {
			options.timeout(timeout);
		}
		if (maxHold != null) {
			options.maxHold(maxHold);
		}
		return options.build();
	}

	private @Nullable Duration duration(String attribute, String text) {
		String resolved = resolve(text);
		if (resolved.isBlank()) {
			return null;
		}
		Duration duration;
		try {
			duration = DurationFormatterUtils.detectAndParse(resolved, DurationFormat.Unit.MILLIS);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(attribute + " " + resolved + " is not a duration such as 5s or PT5S",
					ex);
		}
		if (duration.isNegative()) {
			throw new IllegalArgumentException(attribute + " must not be negative, but is " + resolved);
		}
		return duration;
	}

	private String resolve(String text) {
		return this.placeholders.apply(text);
	}

}
