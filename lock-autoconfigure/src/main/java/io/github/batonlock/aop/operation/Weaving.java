package io.github.batonlock.aop.operation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.github.batonlock.DistributedLock;

import org.springframework.util.ClassUtils;

/**
 * Tells whether AspectJ has woven the lock into a method.
 */
public final class Weaving {

	private static final String ASPECT = "io/github/batonlock/aop/DistributedLockAspect";

	/** Read from the class file, as reflection does not tell one aspect from another. */
	private static final ClassValue<Boolean> classes = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			try (InputStream content = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
				return content != null
						&& new String(content.readAllBytes(), StandardCharsets.ISO_8859_1).contains(ASPECT);
			}
			catch (IOException ex) {
				return false;
			}
		}

	};

	private Weaving() {
	}

	/**
	 * Whether a method is locked by woven code, and needs no proxy.
	 * @param method the method
	 * @return whether the pointcut of the aspect matches it and its class was woven
	 */
	public static boolean isWoven(Method method) {
		Class<?> type = method.getDeclaringClass();
		boolean seen = isAnnotated(method) || (Modifier.isPublic(method.getModifiers()) && isAnnotated(type));
		return seen && Arrays.stream(type.getDeclaredMethods()).anyMatch((other) -> isBody(other, method))
				&& classes.get(type);
	}

	private static boolean isAnnotated(AnnotatedElement element) {
		return Arrays.stream(element.getAnnotations())
			.map(Annotation::annotationType)
			.anyMatch((type) -> type == DistributedLock.class || type.isAnnotationPresent(DistributedLock.class));
	}

	/**
	 * Whether a method is the one into which the weaver has moved the body of another.
	 */
	private static boolean isBody(Method candidate, Method method) {
		Class<?>[] types = candidate.getParameterTypes();
		int count = method.getParameterCount();
		return candidate.getName().startsWith(method.getName() + "_aroundBody") && types.length > count
				&& Arrays.equals(Arrays.copyOfRange(types, 1, count + 1), method.getParameterTypes());
	}

}
