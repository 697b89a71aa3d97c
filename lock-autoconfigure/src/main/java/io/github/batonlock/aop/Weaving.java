package io.github.batonlock.aop;

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
 * Tells what AspectJ has woven the lock into before it was loaded.
 */
final class Weaving {

	private static final String ASPECT = "io/github/batonlock/aop/DistributedLockAspect";

	/** By the class file, as reflection does not tell one aspect from another. */
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
	 * Whether calls of a method are locked by the method itself, and by no proxy: the
	 * pointcut sees its annotation, and the weaver has been there.
	 */
	static boolean isWoven(Method method) {
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

	/** Whether that is what the weaver has made out of the body of a method. */
	private static boolean isBody(Method candidate, Method method) {
		Class<?>[] types = candidate.getParameterTypes();
		int count = method.getParameterCount();
		return candidate.getName().startsWith(method.getName() + "_aroundBody") && types.length > count
				&& Arrays.equals(Arrays.copyOfRange(types, 1, count + 1), method.getParameterTypes());
	}

}
