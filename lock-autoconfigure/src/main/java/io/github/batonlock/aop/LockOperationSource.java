package io.github.batonlock.aop;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

import io.github.batonlock.DistributedLock;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.MethodClassKey;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds what the annotation of a method, or of its class, asks for. Safe for use by any
 * number of threads.
 */
public final class LockOperationSource {

	private final ConcurrentMap<MethodClassKey, LockOperation> operations = new ConcurrentHashMap<>();

	private final LockAnnotationParser parser;

	/**
	 * Create a source.
	 * @param placeholders resolves <code>${…}</code> in the texts of annotations
	 */
	public LockOperationSource(UnaryOperator<String> placeholders) {
		this.parser = new LockAnnotationParser(placeholders);
	}

	/**
	 * Create a source that refuses names of beans that are not there.
	 * @param placeholders resolves <code>${…}</code> in the texts of annotations
	 * @param beans where the beans are that annotations name
	 */
	public LockOperationSource(UnaryOperator<String> placeholders, ListableBeanFactory beans) {
		this.parser = new LockAnnotationParser(placeholders, new LockBeans(beans));
	}

	/**
	 * Whether there is an operation for any method of a class. Reads all of them, those
	 * too that no proxy would ask for.
	 * @throws InvalidLockException if an annotation asks for what cannot work
	 */
	boolean hasOperations(Class<?> targetClass) {
		return !operations(targetClass).isEmpty();
	}

	/**
	 * The operations for the methods of a class.
	 * @throws InvalidLockException if an annotation asks for what cannot work
	 */
	Collection<LockOperation> operations(Class<?> targetClass) {
		return AnnotationUtils.isCandidateClass(targetClass, DistributedLock.class)
				? MethodIntrospector.selectMethods(targetClass, (Method method) -> find(method, targetClass)).values()
				: List.of();
	}

	/**
	 * Whether proxies have to lock methods of a class.
	 */
	boolean needsProxy(Class<?> targetClass) {
		return !MethodIntrospector.selectMethods(targetClass, (Method method) -> {
			LockOperation operation = find(method, targetClass);
			return (operation != null && !Weaving.isWoven(operation.name().method())) ? operation : null;
		}).isEmpty();
	}

	/**
	 * The operation for a method, called on an object of that class.
	 * @throws InvalidLockException if an annotation asks for what cannot work
	 */
	@Nullable LockOperation find(Method method, Class<?> targetClass) {
		MethodClassKey key = new MethodClassKey(method, targetClass);
		LockOperation known = this.operations.get(key);
		if (known != null) {
			return known;
		}
		LockOperation read = read(method, targetClass);
		if (read != null) {
			this.operations.put(key, read);
		}
		return read;
	}

	private @Nullable LockOperation read(Method method, Class<?> targetClass) {
		Method specific = Proxy.isProxyClass(targetClass) ? method
				: AopUtils.getMostSpecificMethod(method, targetClass);
		if (isBodyInKotlin(specific)) {
			return null;
		}
		DistributedLock annotation = annotation(specific);
		if (annotation == null && isMeantByClass(specific)) {
			annotation = annotation(targetClass);
		}
		return (annotation != null) ? this.parser.parse(annotation, specific, targetClass) : null;
	}

	/**
	 * The compiler puts that of a suspending function into a method of its own, with all
	 * annotations.
	 */
	private static boolean isBodyInKotlin(Method method) {
		return method.isSynthetic() && Modifier.isStatic(method.getModifiers());
	}

	private static boolean isMeantByClass(Method method) {
		int modifiers = method.getModifiers();
		boolean inheritedFinal = Modifier.isFinal(modifiers) && annotation(method.getDeclaringClass()) == null;
		return Modifier.isPublic(modifiers) && !Modifier.isStatic(modifiers) && !inheritedFinal
				&& !ReflectionUtils.isObjectMethod(method);
	}

	private static @Nullable DistributedLock annotation(AnnotatedElement element) {
		return AnnotatedElementUtils.findMergedAnnotation(element, DistributedLock.class);
	}

}
