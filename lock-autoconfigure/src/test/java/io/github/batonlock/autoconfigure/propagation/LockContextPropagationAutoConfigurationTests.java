package io.github.batonlock.autoconfigure.propagation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockFailureHandler;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.observe.CallerContext;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.propagation.PropagatedContext;
import io.micrometer.context.ContextRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockContextPropagationAutoConfiguration}.
 */
class LockContextPropagationAutoConfigurationTests {

	private static final String KEY = "baton.test.user";

	private static final ThreadLocal<String> USER = new ThreadLocal<>();

	/** One thread, so that whatever is left on it is seen. */
	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				DistributedLockAutoConfiguration.class, DistributedLockAspectAutoConfiguration.class,
				LockContextPropagationAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local", "spring.task.execution.pool.core-size=1",
				"spring.task.execution.pool.queue-capacity=100")
		.withBean(Orders.class);

	@BeforeEach
	void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, USER);
		USER.set("ann");
	}

	@AfterEach
	void unregister() {
		USER.remove();
		ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
	}

	@Test
	void futureMethodSeesContextOfItsCaller() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			Lease lease = context.getBean(LockRegistry.class).obtain("order").acquireAsync().join();
			CompletableFuture<String> ofAnn = orders.user();
			USER.set("bob");
			CompletableFuture<String> ofBob = orders.user();
			USER.remove();
			CompletableFuture<String> ofNobody = orders.user();
			lease.close();
			assertThat(ofAnn.get(20, TimeUnit.SECONDS)).isEqualTo("ann");
			assertThat(ofBob.get(20, TimeUnit.SECONDS)).isEqualTo("bob");
			assertThat(ofNobody.get(20, TimeUnit.SECONDS)).isEqualTo("nobody");
		});
	}

	@Test
	void failureHandlerSeesContextOfTheCaller() {
		CompletableFuture<String> seen = new CompletableFuture<>();
		this.runner.withBean(LockFailureHandler.class, () -> (failure) -> {
			seen.complete(USER.get());
			return CompletableFuture.completedFuture("instead");
		}).withBean(Handled.class).withPropertyValues("distributed-lock.timeout=1ms").run((context) -> {
			Lease lease = context.getBean(LockRegistry.class)
				.obtain("handled")
				.acquireAsync(Duration.ofSeconds(20))
				.join();
			context.getBean(Handled.class).run().get(20, TimeUnit.SECONDS);
			assertThat(seen.get()).isEqualTo("ann");
			lease.close();
		});
	}

	@Test
	void publisherSeesContextFromReactor() {
		Hooks.enableAutomaticContextPropagation();
		try {
			this.runner.run((context) -> {
				Orders orders = context.getBean(Orders.class);
				Lease lease = context.getBean(LockRegistry.class).obtain("order").acquireAsync().join();
				CompletableFuture<String> user = orders.published().contextCapture().toFuture();
				USER.remove();
				lease.close();
				assertThat(user.get(20, TimeUnit.SECONDS)).isEqualTo("ann ann");
			});
		}
		finally {
			Hooks.disableAutomaticContextPropagation();
		}
	}

	@Test
	void backsOffForContextOfTheApplication() {
		this.runner.withBean(CallerContext.class, () -> CallerContext.NONE).run((context) -> {
			assertThat(context).doesNotHaveBean(PropagatedContext.class);
			assertThat(context.getBean(Orders.class).user().get(20, TimeUnit.SECONDS)).isEqualTo("nobody");
		});
	}

	@Test
	void startsWithoutContextPropagation() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.context")).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("distributedLockPropagatedContext");
			assertThat(context.getBean(Orders.class).user().get(20, TimeUnit.SECONDS)).isEqualTo("nobody");
		});
	}

	public static class Orders {

		@DistributedLock("order")
		public CompletableFuture<String> user() {
			return CompletableFuture.completedFuture(known());
		}

		@DistributedLock("order")
		public Mono<String> published() {
			String called = known();
			return Mono.fromSupplier(() -> called + " " + known());
		}

		private static String known() {
			return (USER.get() != null) ? USER.get() : "nobody";
		}

	}

	static class Handled {

		@DistributedLock(name = "handled", onTimeout = DistributedLock.OnTimeout.HANDLE)
		CompletableFuture<String> run() {
			throw new IllegalStateException("locked");
		}

	}

}
