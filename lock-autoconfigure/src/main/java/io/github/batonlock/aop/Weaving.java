package io.github.batonlock.aop;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
	 * Whether calls of a method are locked by the method itself, and by no proxy.
	 */
	static boolean isWoven(Method method) {
		String body = method.getName() + "_aroundBody";
		return Arrays.stream(method.getDeclaringClass().getDeclaredMethods())
			.anyMatch((candidate) -> candidate.getName().startsWith(body)) && classes.get(method.getDeclaringClass());
	}

}
