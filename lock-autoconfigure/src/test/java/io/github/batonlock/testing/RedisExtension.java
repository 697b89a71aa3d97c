package io.github.batonlock.testing;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/**
 * Gives tests the {@link RedisServer} that all ordinary tests of a JVM share, as a
 * parameter or as a field of that type. It is the one that the environment variable
 * {@code BATON_TEST_REDIS} names as {@code host:port}, else a process of our own. Without
 * a server the test fails. A test that breaks its server uses
 * {@link RedisServer#start(String...)} instead.
 */
public final class RedisExtension implements BeforeAllCallback, TestInstancePostProcessor, ParameterResolver {

	static final String VARIABLE = "BATON_TEST_REDIS";

	@Override
	public void beforeAll(ExtensionContext context) throws Exception {
		inject(context.getRequiredTestClass(), null);
	}

	@Override
	public void postProcessTestInstance(Object testInstance, ExtensionContext context) throws Exception {
		inject(testInstance.getClass(), testInstance);
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == RedisServer.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return shared();
	}

	static RedisServer shared() {
		return Shared.SERVER;
	}

	private static void inject(Class<?> type, @Nullable Object instance) throws IllegalAccessException {
		for (Class<?> level = type; level != null && level != Object.class; level = level.getSuperclass()) {
			for (Field field : level.getDeclaredFields()) {
				boolean ours = Modifier.isStatic(field.getModifiers()) == (instance == null);
				if (ours && field.getType() == RedisServer.class && !Modifier.isFinal(field.getModifiers())) {
					field.setAccessible(true);
					field.set(instance, shared());
				}
			}
		}
	}

	private static final class Shared {

		static final RedisServer SERVER = server();

		private static RedisServer server() {
			String address = System.getenv(VARIABLE);
			boolean given = address != null && !address.isBlank();
			return (given ? RedisServer.at(address) : RedisServer.start()).share();
		}

	}

}
