package io.github.batonlock.aop.operation;

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
 * Finds the lock operation of a method, from its annotation or that of its class. Safe
 * for use by any number of threads.
 */
public final class LockOperationSource {

	private final ConcurrentMap<MethodClassKey, LockOperation> operations = new ConcurrentHashMap<>();

	private final LockAnnotationParser parser;

	/**
	 * Creates a source.
	 * @param placeholders resolves <code>${…}</code> in the texts of annotations
	 */
	public LockOperationSource(UnaryOperator<String> placeholders) {
		this.parser = new LockAnnotationParser(placeholders);
	}

	/**
	 * Creates a source that rejects names of missing beans.
	 * @param placeholders resolves <code>${…}</code> in the texts of annotations
	 * @param beans the beans that annotations name
	 */
	public LockOperationSource(UnaryOperator<String> placeholders, ListableBeanFactory beans) {
		this.parser = new LockAnnotationParser(placeholders, new LockBeans(beans));
	}

	/**
	 * Whether any method of a class has an operation. Reads all its annotations, even
	 * those of methods that no proxy intercepts.
	 * @param targetClass the class
	 * @return whether there is one
	 * @throws InvalidLockException if an annotation cannot work
	 */
	public boolean hasOperations(Class<?> targetClass) {
		return !operations(targetClass).isEmpty();
	}

	/**
	 * Finds the operations of all methods of a class.
	 * @param targetClass the class
	 * @return the operations
	 * @throws InvalidLockException if an annotation cannot work
	 */
	public Collection<LockOperation> operations(Class<?> targetClass) {
		return AnnotationUtils.isCandidateClass(targetClass, DistributedLock.class)
				? MethodIntrospector.selectMethods(targetClass, (Method method) -> find(method, targetClass)).values()
				: List.of();
	}

	/**
	 * Whether a class has methods that are locked by a proxy, and not woven.
	 * @param targetClass the class
	 * @return whether it needs a proxy
	 */
	public boolean needsProxy(Class<?> targetClass) {
		return !MethodIntrospector.selectMethods(targetClass, (Method method) -> {
			LockOperation operation = find(method, targetClass);
			return (operation != null && !Weaving.isWoven(operation.name().method())) ? operation : null;
		}).isEmpty();
	}

	/**
	 * Finds the operation of a method.
	 * @param method the method that is called
	 * @param targetClass the class of the object on which it is called
	 * @return the operation, {@code null} if the method is not locked
	 * @throws InvalidLockException if the annotation cannot work
	 */
	public @Nullable LockOperation find(Method method, Class<?> targetClass) {
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
		if (annotation == null && isLockedByClass(specific)) {
			annotation = annotation(targetClass);
		}
		return (annotation != null) ? this.parser.parse(annotation, specific, targetClass) : null;
	}

	/**
	 * The Kotlin compiler puts the body of an open suspending function into a synthetic
	 * method, with all annotations of the function.
	 */
	private static boolean isBodyInKotlin(Method method) {
		return method.isSynthetic() && Modifier.isStatic(method.getModifiers());
	}

	private static boolean isLockedByClass(Method method) {
		int modifiers = method.getModifiers();
		boolean inheritedFinal = Modifier.isFinal(modifiers) && annotation(method.getDeclaringClass()) == null;
		return Modifier.isPublic(modifiers) && !Modifier.isStatic(modifiers) && !inheritedFinal
				&& !ReflectionUtils.isObjectMethod(method);
	}

	private static @Nullable DistributedLock annotation(AnnotatedElement element) {
		return AnnotatedElementUtils.findMergedAnnotation(element, DistributedLock.class);
	}

}
