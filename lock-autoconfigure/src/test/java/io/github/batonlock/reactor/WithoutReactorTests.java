package io.github.batonlock.reactor;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.OverridingClassLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application without Reactor.
 */
class WithoutReactorTests {

	@Test
	void futuresAreLockedAndPublishersUnknown() throws Exception {
		Class<?> application = new WithoutReactor(getClass().getClassLoader()).loadClass(Application.class.getName());
		Method run = application.getDeclaredMethod("run");
		run.setAccessible(true);
		assertThat(run.invoke(null)).isEqualTo("done 0");
	}

	/**
	 * The classes that are loaded without Reactor.
	 */
	static final class Application {

		private Application() {
		}

		static String run() {
			StringBuilder result = new StringBuilder();
			new ApplicationContextRunner().withClassLoader(Application.class.getClassLoader())
				.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
						DistributedLockAspectAutoConfiguration.class))
				.withPropertyValues("distributed-lock.type=local")
				.withBean(Service.class)
				.run((context) -> {
					result.append(context.getBean(Service.class).future().get(20, TimeUnit.SECONDS));
					result.append(' ')
						.append(context.getBeansOfType(io.github.batonlock.aop.call.PublisherLocking.class).size());
				});
			return result.toString();
		}

	}

	static class Service {

		@DistributedLock("order")
		CompletableFuture<String> future() {
			return CompletableFuture.completedFuture("done");
		}

	}

	/**
	 * Loads Baton's classes, and Spring's classes that look for Reactor, anew, and no
	 * class of Reactor.
	 */
	private static final class WithoutReactor extends OverridingClassLoader {

		WithoutReactor(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected boolean isEligibleForOverriding(String name) {
			return name.startsWith("io.github.batonlock.") || name.startsWith("org.springframework.core.Reactive");
		}

		@Override
		public Class<?> loadClass(String name) throws ClassNotFoundException {
			if (name.startsWith("reactor.") || name.startsWith("org.reactivestreams.")) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name);
		}

	}

}
