package io.github.batonlock.redis;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.store.Request;
import io.github.batonlock.testing.RecordingListener;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.core.OverridingClassLoader;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link RedisLockStore} in an application with only Jedis.
 */
@ExtendWith(RedisExtension.class)
class WithoutLettuceTests {

	@Test
	void lettuceIsMissing() throws ClassNotFoundException {
		ClassLoader loader = new WithoutLettuce(getClass().getClassLoader());
		Class<?> lettuce = loader.loadClass("org.springframework.data.redis.connection.lettuce.LettuceConnection");
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(lettuce::getDeclaredMethods);
	}

	@Test
	void storeWorks(RedisServer redis) throws Exception {
		Class<?> application = new WithoutLettuce(getClass().getClassLoader()).loadClass(Application.class.getName());
		Method run = application.getDeclaredMethod("run", String.class, int.class);
		run.setAccessible(true);
		assertThat(run.invoke(null, redis.host(), redis.port()))
			.isEqualTo("true Granted[waiting=0, queued=false] Released[]");
	}

	/**
	 * The classes that are loaded without Lettuce.
	 */
	static final class Application {

		private Application() {
		}

		static String run(String host, int port) throws Exception {
			JedisConnectionFactory factory = new JedisConnectionFactory(new RedisStandaloneConfiguration(host, port));
			factory.afterPropertiesSet();
			factory.start();
			RecordingListener listener = new RecordingListener();
			RedisLockStore store = RedisLockStore.builder(factory).build();
			try {
				store.start("i1", listener);
				return (listener.awaitSubscriptions(1).subscriptions() == 1) + " " + cycle(store);
			}
			finally {
				store.stop();
				factory.destroy();
			}
		}

		private static String cycle(RedisLockStore store) throws Exception {
			String name = UUID.randomUUID().toString();
			Duration lease = Duration.ofSeconds(30);
			Request request = Request.of("i1", 1, lease, false, false);
			Object granted = store.tryAcquire(name, request, lease).toCompletableFuture().get(20, TimeUnit.SECONDS);
			Object released = store.release(name, request, null, lease, lease)
				.toCompletableFuture()
				.get(20, TimeUnit.SECONDS);
			return granted + " " + released;
		}

	}

	/**
	 * Loads Baton's classes and those of Spring Data Redis anew, and no class of Lettuce.
	 */
	private static final class WithoutLettuce extends OverridingClassLoader {

		WithoutLettuce(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected boolean isEligibleForOverriding(String name) {
			return name.startsWith("io.github.batonlock.") || name.startsWith("org.springframework.data.redis.");
		}

		@Override
		public Class<?> loadClass(String name) throws ClassNotFoundException {
			if (name.startsWith("io.lettuce.")) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name);
		}

	}

}
