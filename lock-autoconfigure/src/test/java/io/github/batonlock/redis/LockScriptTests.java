package io.github.batonlock.redis;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockScript}.
 */
class LockScriptTests {

	@Test
	void scriptsAreReadWhenTheStoreIsMadeAndNotByTheFirstCommand() throws Exception {
		Isolated classes = new Isolated();
		Class<?> stores = classes.loadClass(RedisLockStore.class.getName());
		Object builder = stores.getMethod("builder", RedisConnectionFactory.class)
			.invoke(null, mock(RedisConnectionFactory.class));
		builder.getClass().getMethod("build").invoke(builder);
		classes.unreadable = true;
		Class<?> scripts = classes.loadClass(LockScript.class.getName());
		Method text = scripts.getDeclaredMethod("text");
		text.setAccessible(true);
		assertThat(scripts.getEnumConstants()).isNotEmpty()
			.allSatisfy((script) -> assertThat((String) text.invoke(script)).isNotEmpty());
	}

	/**
	 * Loads the classes of the library again, and none of their files in the end.
	 */
	private static final class Isolated extends ClassLoader {

		private boolean unreadable;

		private Isolated() {
			super(LockScriptTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith("io.github.batonlock.")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream file = super.getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (file == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] bytes = file.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

		@Override
		public @Nullable InputStream getResourceAsStream(String name) {
			return this.unreadable ? null : super.getResourceAsStream(name);
		}

	}

}
