package io.github.batonlock.aop.operation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockOptions;
import io.github.batonlock.aop.name.LockNameParser;
import io.github.batonlock.aop.name.LockNameTemplate;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Reads an annotation, and rejects annotations that cannot work.
 */
final class LockAnnotationParser {

	private static final Log logger = LogFactory.getLog(LockAnnotationParser.class);

	private final UnaryOperator<String> placeholders;

	private final LockBeans beans;

	private final ResultKindResolver results;

	LockAnnotationParser(UnaryOperator<String> placeholders) {
		this(placeholders, new LockBeans(new StaticListableBeanFactory()));
	}

	LockAnnotationParser(UnaryOperator<String> placeholders, LockBeans beans) {
		this(placeholders, beans, new ResultKindResolver(LockAnnotationParser.class.getClassLoader()));
	}

	LockAnnotationParser(UnaryOperator<String> placeholders, LockBeans beans, ResultKindResolver results) {
		this.placeholders = placeholders;
		this.beans = beans;
		this.results = results;
	}

	/**
	 * Reads the annotation of a method.
	 * @param targetClass the class of the objects on which the method is called
	 * @throws InvalidLockException if the annotation cannot work
	 */
	LockOperation parse(DistributedLock annotation, Method method, Class<?> targetClass) {
		String description = describe(annotation, method);
		try {
			OnFailure onFailure = onFailure(annotation);
			checkInterceptable(method);
			ResolvableType type = ResultKindResolver.declaredType(method, targetClass);
			ResultKind result = result(method, type, onFailure.skips());
			List<String> names = Arrays.stream(annotation.name()).map(this::resolve).toList();
			LockNameTemplate name = LockNameParser.parse(method, names, resolve(annotation.key()));
			warnOfArguments(description, name);
			return new LockOperation(description, name, options(annotation, String.join(", ", names)),
					this.beans.registry(resolve(annotation.registry())), onFailure, annotation.release(), result,
					type.resolve(Object.class));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidLockException(description + ": " + ex.getMessage(), ex);
		}
	}

	/** Such a literal may be intended, so it is not rejected. */
	private static void warnOfArguments(String description, LockNameTemplate name) {
		name.literalsNamedAsArguments()
			.forEach((text) -> logger
				.warn(description + ": the name " + text + " is one lock for all calls; the argument is #" + text));
	}

	private static String describe(DistributedLock annotation, Method method) {
		String key = annotation.key().isEmpty() ? "" : ", key = \"" + annotation.key() + "\"";
		String names = Arrays.stream(annotation.name())
			.map((name) -> "\"" + name + "\"")
			.collect(Collectors.joining(", "));
		return "@DistributedLock(name = " + ((annotation.name().length == 1) ? names : "{" + names + "}") + key
				+ ") on " + method.getDeclaringClass().getName() + "." + method.getName()
				+ Arrays.stream(method.getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

	private static void checkInterceptable(Method method) {
		if (Weaving.isWoven(method)) {
			return;
		}
		for (int modifier : new int[] { Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL }) {
			if ((method.getModifiers() & modifier) != 0) {
				throw new IllegalArgumentException("a " + Modifier.toString(modifier)
						+ " method cannot be locked, because no proxy can intercept it");
			}
		}
	}

	private ResultKind result(Method method, ResolvableType declared, boolean skip) {
		Class<?> type = declared.resolve(Object.class);
		if (skip && type.isPrimitive() && type != void.class) {
			throw new IllegalArgumentException("SKIP has nothing to return for the primitive type " + type);
		}
		ResultKind result = this.results.of(method, declared, skip);
		if (result.isLater() && Weaving.isWoven(method)) {
			throw new IllegalArgumentException("a method into which AspectJ has woven the lock cannot return "
					+ type.getSimpleName() + ", because it must have ended when it returns; leave it to a proxy");
		}
		return result;
	}

	private OnFailure onFailure(DistributedLock annotation) {
		String handler = resolve(annotation.handler());
		OnFailure named = new OnFailure(annotation.onTimeout(), annotation.onUnavailable(), handler);
		if (named.handles()) {
			return new OnFailure(named.onTimeout(), named.onUnavailable(), this.beans.handler(handler));
		}
		if (!handler.isEmpty()) {
			throw new IllegalArgumentException("handler names bean '" + handler
					+ "', but neither onTimeout nor onUnavailable is HANDLE, so it would never be called");
		}
		return named;
	}

	private LockOptions options(DistributedLock annotation, String category) {
		LockOptions.Builder options = LockOptions.builder().waiting(annotation.waiting()).category(category);
		Duration timeout = duration("timeout", annotation.timeout());
		Duration maxHold = duration("maxHold", annotation.maxHold());
		Duration minHold = duration("minHold", annotation.minHold());
		if (timeout != null) {
			options.timeout(timeout);
		}
		if (maxHold != null) {
			options.maxHold(maxHold);
		}
		if (minHold != null) {
			options.minHold(minHold);
		}
		if (minHold != null && maxHold != null && !maxHold.isZero() && minHold.compareTo(maxHold) > 0) {
			throw new IllegalArgumentException("minHold " + resolve(annotation.minHold())
					+ " must not be longer than maxHold " + resolve(annotation.maxHold()));
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
		if (duration.compareTo(LockOptions.LONGEST) > 0) {
			throw new IllegalArgumentException(attribute + " must not be longer than " + LockOptions.LONGEST.toDays()
					+ " days, but is " + resolved);
		}
		return duration;
	}

	private String resolve(String text) {
		return this.placeholders.apply(text);
	}

}
