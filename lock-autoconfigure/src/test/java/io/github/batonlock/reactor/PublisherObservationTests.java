package io.github.batonlock.reactor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.micrometer.LockObservationAutoConfiguration;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.micrometer.LockObservationContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Observations of locked publishers. A single thread runs everything that may block.
 */
@Timeout(60)
class PublisherObservationTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final Mono<Observation> OF_CONTEXT = Mono
		.deferContextual((context) -> Mono.just(context.get(ObservationThreadLocalAccessor.KEY)));

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class, LockObservationAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local")
		.withBean("applicationTaskExecutor", Executor.class, () -> this.executor,
				(definition) -> definition.setDestroyMethodName(""));

	private final ApplicationContextRunner runner = this.bare.withBean(Orders.class)
		.withBean(ObservationRegistry.class, () -> this.observations);

	@AfterEach
	void noScopeIsLeftOpen() throws Exception {
		assertThat(this.observations.getCurrentObservationScope()).isNull();
		assertThat(this.executor.submit(this.observations::getCurrentObservationScope).get(20, TimeUnit.SECONDS))
			.isNull();
		this.executor.shutdown();
	}

	@Test
	void publisherObservationHasParentFromContext() {
		Observation caller = Observation.start("caller", this.observations);
		this.runner.run((context) -> {
			Observation inside = under(caller, context.getBean(Orders.class).order(OF_CONTEXT)).block(LIMIT);
			assertThat(inside.getContext().getName()).isEqualTo("distributed.lock");
			assertThat(inside.getContext().getParentObservation()).isSameAs(caller);
		});
		observed("distributed.lock").hasBeenStopped()
			.hasContextualNameEqualTo("lock order")
			.hasLowCardinalityKeyValue("name", "order")
			.hasHighCardinalityKeyValue("lock.name", "order")
			.doesNotHaveError();
		observed("distributed.lock.acquire").hasBeenStopped()
			.hasParentObservationContextMatching((parent) -> parent instanceof LockObservationContext)
			.doesNotHaveError();
	}

	@Test
	void publisherObservationHasParentFromThreadWithoutContext() {
		Observation caller = Observation.start("caller", this.observations);
		this.runner.run((context) -> {
			Mono<Observation> order = context.getBean(Orders.class).order(OF_CONTEXT);
			Observation inside = caller.scoped(() -> order.block(LIMIT));
			assertThat(inside.getContext().getParentObservation()).isSameAs(caller);
		});
	}

	@Test
	void publisherInsideIsObservedUnderTheOneAround() {
		this.runner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			AtomicReference<Observation> outer = new AtomicReference<>();
			Mono<Observation> inner = OF_CONTEXT.doOnNext(outer::set).then(orders.order(OF_CONTEXT));
			assertThat(orders.order(inner).block(LIMIT).getContext().getParentObservation()).isSameAs(outer.get());
		});
	}

	@Test
	void waitEndsBeforeMethodRunsAndCallEndsBeforeResult() {
		List<String> events = new CopyOnWriteArrayList<>();
		this.observations.observationConfig().observationHandler(stops(events));
		this.runner.run((context) -> context.getBean(Orders.class)
			.order(Mono.fromCallable(() -> events.add("body")))
			.doOnNext((done) -> events.add("told"))
			.block(LIMIT));
		assertThat(events).containsExactly("distributed.lock.acquire", "body", "distributed.lock", "told");
	}

	@Test
	void methodItselfRunsInTheScopeOfTheCall() {
		this.runner.run((context) -> assertThat(
				context.getBean(Orders.class).current(this.observations).block(LIMIT).getContext().getName())
			.isEqualTo("distributed.lock"));
	}

	@Test
	void eachSubscriptionIsObserved() {
		this.runner.run((context) -> context.getBean(Orders.class).order(Mono.just("done")).repeat(1).blockLast(LIMIT));
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasNumberOfObservationsWithNameEqualTo("distributed.lock", 2);
	}

	@Test
	void errorIsThatOfTheCallAlone() {
		IllegalStateException failure = new IllegalStateException("body");
		this.runner.run((context) -> StepVerifier.create(context.getBean(Orders.class).order(Mono.error(failure)))
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure))
			.verify(LIMIT));
		observed("distributed.lock").hasBeenStopped().hasError(failure);
		observed("distributed.lock.acquire").hasBeenStopped().doesNotHaveError();
	}

	@Test
	void bothObservationsHaveErrorWhenLockIsNotAcquired() {
		held((orders) -> StepVerifier.create(orders.once())
			.expectError(LockAcquisitionTimeoutException.class)
			.verify(LIMIT));
		observed("distributed.lock").hasBeenStopped().hasError();
		observed("distributed.lock.acquire").hasBeenStopped().hasError();
	}

	@Test
	void callThatIsSkippedIsNoError() {
		held((orders) -> StepVerifier.create(orders.skipped()).expectComplete().verify(LIMIT));
		observed("distributed.lock").hasBeenStopped().doesNotHaveError();
		observed("distributed.lock.acquire").hasBeenStopped().hasError();
	}

	@Test
	void lossIsTheErrorOfTheCall() {
		this.runner.run((context) -> {
			Mono<Object> work = Mono.<Object>never()
				.doOnSubscribe((running) -> context.getBean(EngineLockRegistry.class).stop());
			StepVerifier.create(context.getBean(Orders.class).order(work))
				.expectError(LockLostException.class)
				.verify(LIMIT);
		});
		observed("distributed.lock").hasBeenStopped().hasError();
	}

	@Test
	void cancelOfAWaitIsTheErrorOfTheWait() {
		held((orders) -> {
			Disposable waiting = orders.order(Mono.just("never")).subscribe();
			observed("distributed.lock.acquire").isNotStopped();
			waiting.dispose();
		});
		observed("distributed.lock").hasBeenStopped().doesNotHaveError();
		observed("distributed.lock.acquire").hasBeenStopped().hasError();
	}

	@Test
	void cancellationAfterFirstElementIsNoError() {
		this.runner.run((context) -> assertThat(context.getBean(Orders.class).many().take(1).blockLast(LIMIT)).isOne());
		observed("distributed.lock").hasBeenStopped().doesNotHaveError();
		observed("distributed.lock.acquire").hasBeenStopped().doesNotHaveError();
	}

	@Test
	void failingHandlerDoesNotPreventTheLock() {
		AtomicInteger failures = new AtomicInteger();
		this.observations.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				failures.incrementAndGet();
				throw new IllegalStateException("broken");
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		this.runner.run((context) -> assertThat(context.getBean(Orders.class).order(Mono.just("done")).block(LIMIT))
			.isEqualTo("done"));
		assertThat(failures).hasValue(2);
	}

	@Test
	void publishersAreLockedWithoutMicrometer() {
		this.bare.withClassLoader(new FilteredClassLoader("io.micrometer.observation"))
			.withBean(Plain.class)
			.run((context) -> assertThat(context.getBean(Plain.class).call().block(LIMIT)).isEqualTo("done"));
	}

	private static <T> Mono<T> under(Observation caller, Mono<T> mono) {
		return mono.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, caller));
	}

	private void held(Consumer<Orders> call) {
		this.runner.run((context) -> {
			Lease held = context.getBean(LockRegistry.class).obtain("order").acquireAsync().get(20, TimeUnit.SECONDS);
			call.accept(context.getBean(Orders.class));
			held.close();
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

		@DistributedLock("order")
		public <T> Mono<T> order(Mono<T> work) {
			return work;
		}

		@DistributedLock("order")
		public Mono<Observation> current(ObservationRegistry observations) {
			return Mono.just(observations.getCurrentObservation());
		}

		@DistributedLock("order")
		public Flux<Integer> many() {
			return Flux.range(1, 9);
		}

		@DistributedLock(name = "order", timeout = "0s")
		public Mono<String> once() {
			return Mono.just("never");
		}

		@DistributedLock(name = "order", timeout = "0s", onTimeout = DistributedLock.OnTimeout.SKIP)
		public Mono<String> skipped() {
			return Mono.just("never");
		}

	}

	public static class Plain {

		@DistributedLock("plain")
		public Mono<String> call() {
			return Mono.just("done");
		}

	}

}
