package io.github.batonlock.autoconfigure.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockFailureHandler;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.observe.CallObservation;
import io.github.batonlock.aop.observe.CallObserver;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.micrometer.LockObservationContext;
import io.github.batonlock.micrometer.LockObservationConvention;
import io.github.batonlock.micrometer.LockObservations;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LockObservationAutoConfiguration} and what it observes.
 */
@Timeout(60)
class LockObservationAutoConfigurationTests {

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class, LockObservationAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	private final ApplicationContextRunner unobserved = this.bare.withBean(Orders.class);

	private final ApplicationContextRunner runner = this.unobserved.withBean(ObservationRegistry.class,
			() -> this.observations);

	@Test
	void callIsObservedUnderItsCaller() {
		this.runner.run((context) -> {
			Observation caller = Observation.start("caller", this.observations);
			Observation inside = caller.scoped(() -> context.getBean(Orders.class).ship(42, this.observations));
			caller.stop();
			assertThat(inside.getContext().getName()).isEqualTo("distributed.lock");
			assertThat(inside.getContext().getParentObservation()).isSameAs(caller);
			assertThat(this.observations.getCurrentObservation()).isNull();
		});
		observed("distributed.lock").hasBeenStopped()
			.hasContextualNameEqualTo("lock order")
			.hasLowCardinalityKeyValue("name", "order")
			.hasHighCardinalityKeyValue("lock.name", "order:42")
			.doesNotHaveLowCardinalityKeyValueWithKey("lock.name")
			.doesNotHaveError();
		observed("distributed.lock.acquire").hasBeenStopped()
			.hasContextualNameEqualTo("acquire order")
			.hasLowCardinalityKeyValue("name", "order")
			.hasParentObservationContextMatching((parent) -> parent instanceof LockObservationContext)
			.doesNotHaveError();
	}

	@Test
	void waitEndsBeforeTheMethodRuns() {
		List<String> events = new ArrayList<>();
		this.observations.observationConfig().observationHandler(stops(events));
		this.runner.run((context) -> context.getBean(Orders.class).run(() -> events.add("body")));
		assertThat(events).containsExactly("distributed.lock.acquire", "body", "distributed.lock");
	}

	@Test
	void exceptionOfTheMethodIsErrorOfTheCallAlone() {
		IllegalStateException failure = new IllegalStateException("body");
		this.runner.run((context) -> assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> context.getBean(Orders.class).run(() -> {
				throw failure;
			})));
		observed("distributed.lock").hasError(failure);
		observed("distributed.lock.acquire").doesNotHaveError();
	}

	@Test
	void failureToAcquireIsErrorOfCallAndWait() {
		held((orders) -> assertThatExceptionOfType(LockAcquisitionTimeoutException.class)
			.isThrownBy(() -> orders.ship(42, this.observations)));
		observed("distributed.lock").hasError();
		observed("distributed.lock.acquire").hasError();
	}

	@Test
	void skippedCallIsNoError() {
		held((orders) -> orders.skipped(42));
		observed("distributed.lock").doesNotHaveError().hasBeenStopped();
		observed("distributed.lock.acquire").hasError();
	}

	@Test
	void callIsObservedUntilItsFutureCompletes() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			Observation caller = Observation.start("caller", this.observations);
			CompletableFuture<String> result = caller.scoped(() -> orders.later(this.observations));
			orders.inside().get(20, TimeUnit.SECONDS);
			observed("distributed.lock.acquire").hasBeenStopped();
			observed("distributed.lock").isNotStopped();
			orders.result().complete("done");
			assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo("done");
			await().untilAsserted(() -> observed("distributed.lock").hasBeenStopped().doesNotHaveError());
			assertThat(orders.inside().join().getContext().getParentObservation()).isSameAs(caller);
			caller.stop();
		});
	}

	@Test
	void cancelEndsBothObservations() {
		held((orders) -> orders.patient().cancel(false));
		observed("distributed.lock").hasBeenStopped().hasError();
		observed("distributed.lock.acquire").hasBeenStopped().hasError();
	}

	@Test
	void startedHandlersAreStoppedWhenAnotherFails() {
		List<String> open = new ArrayList<>();
		this.observations.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStart(Observation.Context context) {
				open.add(context.getName());
			}

			@Override
			public void onStop(Observation.Context context) {
				open.remove(context.getName());
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		}).observationHandler(new ObservationHandler<>() {

			@Override
			public void onStart(Observation.Context context) {
				throw new IllegalStateException("broken");
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return "distributed.lock.acquire".equals(context.getName());
			}

		});
		this.runner.run((context) -> context.getBean(Orders.class).run(() -> {
		}));
		assertThat(open).isEmpty();
	}

	@Test
	void failureHandlerRunsUnderTheObservation() {
		LockFailureHandler handler = (failure) -> CompletableFuture
			.completedFuture(this.observations.getCurrentObservation());
		this.runner.withBean("handler", LockFailureHandler.class, () -> handler)
			.withBean(HandledOrders.class)
			.run((context) -> {
				Lease lease = context.getBean(LockRegistry.class).obtain("handled").acquireAsync().join();
				assertThat(context.getBean(HandledOrders.class).handled().get(20, TimeUnit.SECONDS)).isNotNull()
					.returns("distributed.lock", (observation) -> observation.getContext().getName());
				lease.close();
			});
	}

	@Test
	void failingHandlerDoesNotKeepTheLock() {
		this.observations.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStart(Observation.Context context) {
				throw new IllegalStateException("broken");
			}

			@Override
			public void onStop(Observation.Context context) {
				throw new IllegalStateException("broken");
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		this.runner.run((context) -> {
			context.getBean(Orders.class).run(() -> {
			});
			assertThat(context.getBean(LockRegistry.class).obtain("run").acquireAsync().get(20, TimeUnit.SECONDS))
				.isNotNull();
		});
	}

	@Test
	void namesAndTagsComeFromTheConvention() {
		this.runner.withBean(LockObservationConvention.class, () -> new LockObservationConvention() {

			@Override
			public String getName() {
				return "my.lock";
			}

		}).run((context) -> context.getBean(Orders.class).ship(42, this.observations));
		observed("my.lock").hasBeenStopped();
	}

	@Test
	void observesWithTheRegistryOfBoot() {
		this.unobserved.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(LockObservations.class));
	}

	@Test
	void observesNothingWithoutARegistry() {
		this.unobserved.run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(CallObserver.class);
			assertThat(context.getBean(Orders.class).ship(42, ObservationRegistry.NOOP)).isNull();
		});
	}

	@Test
	void observesNothingWithANoopRegistry() {
		assertThat(new LockObservations(ObservationRegistry.NOOP, LockObservationConvention.DEFAULT).start("a", "b"))
			.isSameAs(CallObservation.NONE);
	}

	@Test
	void startsWithoutMicrometer() {
		this.bare.withClassLoader(new FilteredClassLoader("io.micrometer.observation"))
			.withBean(Plain.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(CallObserver.class);
				assertThat(context.getBean(Plain.class).call()).isEqualTo("called");
			});
	}

	@Test
	void observesNothingWhenDisabled() {
		this.runner.withPropertyValues("distributed-lock.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CallObserver.class));
	}

	@Test
	void backsOffForObserverOfTheUser() {
		this.runner.withBean("own", CallObserver.class, () -> (category, lockName) -> CallObservation.NONE)
			.run((context) -> assertThat(context).hasSingleBean(CallObserver.class).hasBean("own"));
	}

	/** Let somebody else hold the locks of all methods. */
	private void held(Consumer<Orders> call) {
		this.runner.run((context) -> {
			LockRegistry locks = context.getBean(LockRegistry.class);
			Lease order = locks.obtain("order:42").acquireAsync().get(20, TimeUnit.SECONDS);
			Lease later = locks.obtain("later").acquireAsync().get(20, TimeUnit.SECONDS);
			call.accept(context.getBean(Orders.class));
			order.close();
			later.close();
		});
	}

	private TestObservationRegistryAssert.TestObservationRegistryAssertReturningObservationContextAssert observed(
			String name) {
		return TestObservationRegistryAssert.assertThat(this.observations).hasObservationWithNameEqualTo(name).that();
	}

	private static ObservationHandler<Observation.Context> stops(List<String> events) {
		return new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				events.add(context.getName());
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		};
	}

	public static class Orders {

		private final CompletableFuture<Observation> inside = new CompletableFuture<>();

		private final CompletableFuture<String> result = new CompletableFuture<>();

		@DistributedLock(name = "order", key = "#id", timeout = "0s")
		public Observation ship(long id, ObservationRegistry observations) {
			return observations.getCurrentObservation();
		}

		@DistributedLock(name = "order", key = "#id", timeout = "0s", onTimeout = DistributedLock.OnTimeout.SKIP)
		public void skipped(long id) {
		}

		@DistributedLock("run")
		public void run(Runnable action) {
			action.run();
		}

		@DistributedLock("later")
		public CompletableFuture<String> later(ObservationRegistry observations) {
			this.inside.complete(observations.getCurrentObservation());
			return this.result;
		}

		@DistributedLock("later")
		public CompletableFuture<String> patient() {
			return this.result;
		}

		public CompletableFuture<Observation> inside() {
			return this.inside;
		}

		public CompletableFuture<String> result() {
			return this.result;
		}

	}

	public static class Plain {

		@DistributedLock("plain")
		public String call() {
			return "called";
		}

	}

	/**
	 * A bean whose handler answers.
	 */
	static class HandledOrders {

		@DistributedLock(name = "handled", timeout = "0s", onTimeout = DistributedLock.OnTimeout.HANDLE,
				handler = "handler")
		CompletableFuture<Observation> handled() {
			throw new AssertionError("not called");
		}

	}

}
