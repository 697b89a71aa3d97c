package io.github.batonlock.aop;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockFailureHandler;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.aop.WovenLockTests.Recorder;
import io.github.batonlock.aop.woven.WovenTill;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.store.LockStore;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DistributedLockAspect} where a lock is not had, is there already, or
 * is kept: the same as by a proxy.
 */
class WovenFailureTests {

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local")
		.withBean(LockListener.class, () -> new Recorder(this.events))
		.withBean("handler", LockFailureHandler.class, () -> (failure) -> "busy: " + failure.lockName())
		.withBean(WovenTill.class);

	@Test
	void timeoutNamesTheMethod() {
		whileHeldByOthers(
				(till) -> assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(till::serve)
					.withMessageContaining("'till'")
					.withMessageContaining("WovenTill.serve()"));
	}

	@Test
	void handlerReturnsTheResult() {
		whileHeldByOthers((till) -> assertThat(till.handled()).isEqualTo("busy: till"));
	}

	@Test
	void innerCallReentersTheLock() {
		this.runner.run((context) -> {
			assertThat(context.getBean(WovenTill.class).serveTwice()).isEqualTo("till, till");
			assertThat(this.events).containsExactly("acquired", "released");
		});
	}

	@Test
	void rejectsNullKey() {
		this.runner.run((context) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> context.getBean(WovenTill.class).serve(null))
			.withMessageContaining("the expression #customer is null")
			.withMessageContaining("WovenTill.serve(String)"));
	}

	@Test
	void lockIsKeptForMinHold() {
		this.runner.run((context) -> {
			context.getBean(WovenTill.class).closeForToday();
			assertThat(context.getBean(LockRegistry.class).obtain("till").tryAcquire()).isEmpty();
		});
	}

	@Test
	void releasesTheLockWhenTheMethodThrows() {
		this.runner.run((context) -> {
			assertThatIllegalArgumentException().isThrownBy(context.getBean(WovenTill.class)::fail).withMessage("body");
			assertThat(this.events).containsExactly("acquired", "released");
		});
	}

	@Test
	void failsWhenStoreIsUnreachableUnlessProceeding() {
		this.runner.withBean("distributedLockStore", LockStore.class, WovenFailureTests::unreachable).run((context) -> {
			WovenTill till = context.getBean(WovenTill.class);
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(till::serve)
				.withMessageContaining("away");
			assertThat(till.regardless()).isEqualTo("nothing");
		});
	}

	private void whileHeldByOthers(Consumer<WovenTill> call) {
		this.runner.run((context) -> {
			Lease lease = context.getBean(LockRegistry.class).obtain("till").acquireAsync().get(20, TimeUnit.SECONDS);
			call.accept(context.getBean(WovenTill.class));
			lease.close();
		});
	}

	private static LockStore unreachable() {
		return mock(LockStore.class,
				(call) -> CompletionStage.class.isAssignableFrom(call.getMethod().getReturnType())
						? CompletableFuture.failedFuture(new IllegalStateException("away"))
						: Answers.RETURNS_DEFAULTS.answer(call));
	}

}
