package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.DistributedLock.OnUnavailable;
import io.github.batonlock.LockFailureHandler;
import io.github.batonlock.LockUnavailableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Calls of annotated methods that outlive their application context.
 */
@Timeout(60)
class ClosedContextTests {

	private static final String CLOSED = ": the application context is closed";

	private final AtomicInteger handlers = new AtomicInteger();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local")
		.withBean("lockName", String.class, () -> "a")
		.withBean(Service.class);

	private ApplicationContextRunner withHandler(BeanDefinitionCustomizer... customizers) {
		return this.runner.withBean("handler", LockFailureHandler.class, () -> {
			this.handlers.incrementAndGet();
			return (failure) -> "handled";
		}, customizers);
	}

	@Test
	void lockFailureReachesCallerWhenHandlerIsDestroyed() {
		withHandler().run((context) -> {
			Service service = closed(context);
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(service::handled)
				.withMessageStartingWith("Lock 'a' is unavailable: its registry is stopped; wanted by ")
				.withMessageContaining("Service.handled()")
				.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
					.extracting(Throwable::getMessage)
					.isEqualTo("Bean 'handler' was not called: the application context is closed"));
			assertThat(this.handlers).hasValue(1);
		});
	}

	@Test
	void lockFailureReachesCallerWhenHandlerIsNotCreated() {
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		withHandler((definition) -> definition.setLazyInit(true)).withBean("last", Last.class, () -> new Last(thrown))
			.run((context) -> {
				context.getBean(Last.class).service = context.getBean(Service.class);
				context.close();
				assertThat(thrown.get()).isInstanceOf(LockUnavailableException.class)
					.hasMessageContaining("Service.handled()")
					.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
						.extracting(Throwable::getMessage)
						.isEqualTo("Bean 'handler' was not called: the application context is closed"));
			});
	}

	@Test
	void handlerThatCannotBeCreatedIsAnError() {
		this.runner.withBean("handler", LockFailureHandler.class, () -> {
			throw new IllegalStateException("no handler");
		}, (definition) -> definition.setLazyInit(true)).run((context) -> {
			Service service = called(context);
			context.getBean(LockRegistryLifecycle.class).stop();
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(service::handled)
				.havingRootCause()
				.withMessage("no handler");
		});
	}

	@Test
	void firstCallAfterCloseReportsClosedContext() {
		withHandler().run((context) -> {
			Service service = context.getBean(Service.class);
			context.close();
			assertThatIllegalStateException().isThrownBy(service::plain)
				.withMessageContaining("Service.plain()")
				.withMessageEndingWith(CLOSED);
		});
	}

	@Test
	void nameThatNeedsBeanReportsClosedContext() {
		withHandler().run((context) -> {
			Service service = closed(context);
			assertThatIllegalStateException().isThrownBy(service::named)
				.withMessageContaining("Service.named()")
				.withMessageEndingWith(CLOSED);
		});
	}

	@Test
	void lockFailureReachesFuture() {
		withHandler().run((context) -> {
			Service service = closed(context);
			assertThat(service.future()).failsWithin(Duration.ofSeconds(50))
				.withThrowableThat()
				.havingRootCause()
				.isInstanceOf(LockUnavailableException.class);
		});
	}

	private static Service called(AssertableApplicationContext context) {
		Service service = context.getBean(Service.class);
		assertThat(service.plain()).isEqualTo("done");
		return service;
	}

	private static Service closed(AssertableApplicationContext context) {
		Service service = called(context);
		context.close();
		return service;
	}

	static class Service {

		@DistributedLock("a")
		String plain() {
			return "done";
		}

		@DistributedLock(name = "a", onUnavailable = OnUnavailable.HANDLE)
		String handled() {
			return "done";
		}

		@DistributedLock("#{@lockName}")
		String named() {
			return "done";
		}

		@DistributedLock("a")
		CompletableFuture<String> future() {
			return CompletableFuture.completedFuture("done");
		}

	}

	/**
	 * Calls while the beans of its context are being destroyed.
	 */
	static class Last implements AutoCloseable {

		private final CompletableFuture<Throwable> thrown;

		private Service service;

		Last(CompletableFuture<Throwable> thrown) {
			this.thrown = thrown;
		}

		@Override
		public void close() {
			try {
				this.service.handled();
				this.thrown.complete(new AssertionError("returned"));
			}
			catch (Throwable ex) {
				this.thrown.complete(ex);
			}
		}

	}

}
