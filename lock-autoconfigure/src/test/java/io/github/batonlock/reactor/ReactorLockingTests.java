package io.github.batonlock.reactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockFailureHandler;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.aop.DistributedLockAdvisor;
import io.github.batonlock.aop.call.LockInvoker;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.testing.Forgetting;
import io.github.batonlock.testing.TestOptions;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.ReactiveAdapterRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ReactorLocking}, behind a proxy.
 */
@Timeout(60)
class ReactorLockingTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final AtomicInteger advised = new AtomicInteger();

	private final AtomicInteger acquired = new AtomicInteger();

	private final LocalLockStore store = new LocalLockStore();

	private final EngineLockRegistry here = registry(this.store);

	private final EngineLockRegistry elsewhere = registry(this.store.sibling());

	private final EngineLockRegistry second = registry(new LocalLockStore());

	private Service service = proxy(this.here);

	private EngineLockRegistry registry(LocalLockStore store) {
		return new EngineLockRegistry(store,
				(name) -> TestOptions.complete(Duration.ofSeconds(9), Duration.ofSeconds(50)), Duration.ofSeconds(2),
				new LockListener() {
					@Override
					public void acquired(Lease lease, Duration waited) {
						ReactorLockingTests.this.acquired.incrementAndGet();
					}
				});
	}

	private Service proxy(EngineLockRegistry registry) {
		return proxy(registry, true);
	}

	private Service proxy(EngineLockRegistry registry, boolean throwOnLost) {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("second", this.second);
		LockFailureHandler handler = (failure) -> Mono.just("busy: " + failure.lockName());
		beans.addBean("handler", handler);
		LockInvoker invoker = new LockInvoker(() -> registry, beans, throwOnLost,
				new ReactorLocking(ReactiveAdapterRegistry.getSharedInstance()));
		ProxyFactory factory = new ProxyFactory(new Service());
		factory.setProxyTargetClass(true);
		factory.addAdvisor(new DistributedLockAdvisor(new LockOperationSource((text) -> text, beans), invoker, 0));
		factory.addAdvice((MethodInterceptor) (invocation) -> {
			if (invocation.getMethod().isAnnotationPresent(DistributedLock.class)) {
				ExposeInvocationInterceptor.currentInvocation();
				this.advised.incrementAndGet();
			}
			return invocation.proceed();
		});
		return (Service) factory.getProxy();
	}

	@AfterEach
	void nothingIsLeftHeld() {
		await().untilAsserted(() -> assertThat(isFree()).isTrue());
		this.here.close();
		this.elsewhere.close();
		this.second.close();
	}

	@Test
	void monoIsHeldUntilItsResultIsThere() {
		Sinks.One<String> work = Sinks.one();
		StepVerifier.create(this.service.mono(work.asMono())).then(this::awaitHeld).then(() -> {
			assertThat(isFree()).isFalse();
			work.tryEmitValue("done");
		}).expectNext("done").expectComplete().verify(LIMIT);
		assertThat(isFree()).isTrue();
	}

	@Test
	void resultIsPassedOnAfterTheLeaseHasEnded() {
		Boolean free = this.service.mono(Mono.just("done")).map((value) -> isFree()).block(LIMIT);
		assertThat(free).isTrue();
	}

	@Test
	void fluxIsHeldUntilItsLastElement() {
		TestPublisher<String> work = TestPublisher.create();
		StepVerifier.create(this.service.flux(work))
			.then(this::awaitHeld)
			.then(() -> work.next("a", "b"))
			.expectNext("a", "b")
			.then(() -> assertThat(isFree()).isFalse())
			.then(work::complete)
			.expectComplete()
			.verify(LIMIT);
		assertThat(isFree()).isTrue();
	}

	@Test
	void emptyEndsTheLease() {
		StepVerifier.create(this.service.mono(Mono.empty())).expectComplete().verify(LIMIT);
		StepVerifier.create(this.service.flux(Flux.empty())).expectComplete().verify(LIMIT);
		assertThat(isFree()).isTrue();
	}

	@Test
	void errorEndsTheLeaseAndIsPassedOn() {
		IllegalArgumentException failure = new IllegalArgumentException("body");
		StepVerifier.create(this.service.mono(Mono.error(failure)))
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure))
			.verify(LIMIT);
		StepVerifier.create(this.service.failing(failure))
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure))
			.verify(LIMIT);
		assertThat(failure).hasNoSuppressedExceptions();
		assertThat(isFree()).isTrue();
	}

	@Test
	void nothingHappensBeforeSubscription() {
		this.service.mono(Mono.just("done"));
		assertThat(isFree()).isTrue();
		assertThat(this.service.calls()).hasValue(0);
	}

	@Test
	void eachSubscriptionCallsMethodUnderSeparateLease() {
		TestPublisher<String> work = TestPublisher.create();
		Mono<String> mono = this.service.mono(work.mono());
		Disposable first = mono.subscribe();
		awaitHeld();
		mono.subscribe();
		assertThat(this.service.calls()).hasValue(1);
		first.dispose();
		await().untilAsserted(() -> assertThat(this.service.calls()).hasValue(2));
		assertThat(this.advised).as("advice inside of the lock").hasValue(2);
		work.complete();
	}

	@Test
	void cancelEndsTheWait() {
		Lease held = this.elsewhere.obtain("order").acquire();
		this.acquired.set(0);
		this.service.mono(Mono.just("never")).subscribe().dispose();
		held.close();
		assertThat(this.service.mono(Mono.just("next")).block(LIMIT)).isEqualTo("next");
		assertThat(this.acquired).hasValue(1);
		assertThat(this.service.calls()).hasValue(1);
	}

	@Test
	void cancelEndsTheLeaseAndTheSource() {
		TestPublisher<String> work = TestPublisher.create();
		Disposable subscription = this.service.mono(work.mono()).subscribe();
		awaitHeld();
		subscription.dispose();
		work.assertCancelled();
		await().until(this::isFree);
	}

	@Test
	void fluxOfWhichOnlyTheFirstIsTakenIsLetGo() {
		assertThat(this.service.flux(Flux.just("a", "b")).take(1).blockLast(LIMIT)).isEqualTo("a");
		await().until(this::isFree);
	}

	@Test
	void cancelAtAnyMomentLeavesNothingHeld() {
		for (int i = 0; i < 300; i++) {
			Disposable subscription = this.service.mono(Mono.never()).subscribe();
			for (int spin = 0; spin < i * 20; spin++) {
				Thread.onSpinWait();
			}
			subscription.dispose();
		}
		await().until(this::isFree);
	}

	@Test
	void lossCancelsTheSource() {
		TestPublisher<String> work = TestPublisher.create();
		StepVerifier.create(this.service.other(work.mono()))
			.then(this::awaitHeld)
			.then(this.here::stop)
			.expectErrorSatisfies((error) -> assertThat(error).isInstanceOf(LockLostException.class)
				.hasMessage("Lock 'other' was lost: its registry was stopped"))
			.verify(LIMIT);
		work.assertCancelled();
	}

	@Test
	void lossIsOnlyWarnedOfIfAsked() {
		this.service = proxy(this.here, false);
		Sinks.One<String> work = Sinks.one();
		StepVerifier.create(this.service.other(work.asMono())).then(this::awaitHeld).then(() -> {
			this.here.stop();
			work.tryEmitValue("done");
		}).expectNext("done").expectComplete().verify(LIMIT);
	}

	@Test
	void forgottenLockThatTheReleaseFindsIsAnError() {
		Sinks.One<String> work = Sinks.one();
		StepVerifier.create(this.service.other(work.asMono())).then(this::awaitHeld).then(() -> {
			Forgetting.forget(this.store, "other");
			work.tryEmitValue("done");
		})
			.expectErrorSatisfies((error) -> assertThat(error).isInstanceOf(LockLostException.class)
				.hasMessageStartingWith("Lock 'other' was lost: The local store did not know it any more"))
			.verify(LIMIT);
	}

	@Test
	void forgottenLockThatTheReleaseFindsIsAddedToTheError() {
		IllegalArgumentException failure = new IllegalArgumentException("body");
		Sinks.One<String> work = Sinks.one();
		StepVerifier.create(this.service.other(work.asMono())).then(this::awaitHeld).then(() -> {
			Forgetting.forget(this.store, "other");
			work.tryEmitError(failure);
		}).expectErrorSatisfies((error) -> assertThat(error).isSameAs(failure)).verify(LIMIT);
		assertThat(failure.getSuppressed()).anyMatch(LockLostException.class::isInstance);
	}

	@Test
	void timeoutIsAnError() {
		try (Lease held = this.elsewhere.obtain("order").acquire()) {
			StepVerifier.create(this.service.once())
				.expectErrorSatisfies(
						(error) -> assertThat(error).isExactlyInstanceOf(LockAcquisitionTimeoutException.class))
				.verify(LIMIT);
			assertThat(held.isValid()).isTrue();
		}
	}

	@Test
	void skipIsEmpty() {
		try (Lease held = this.elsewhere.obtain("order").acquire()) {
			StepVerifier.create(this.service.skipped(Flux.just("never"))).expectComplete().verify(LIMIT);
			assertThat(held.isValid()).isTrue();
		}
		LockAcquisitionTimeoutException inner = new LockAcquisitionTimeoutException("inner", Duration.ZERO, null);
		StepVerifier.create(this.service.skipped(Flux.error(inner)))
			.expectErrorSatisfies((error) -> assertThat(error).isSameAs(inner))
			.verify(LIMIT);
	}

	@Test
	void callAndSubscriptionAreOnThreadsOfTheRegistry() {
		for (int i = 0; i < 200; i++) {
			assertThat(this.service.threads().collectList().block(LIMIT))
				.allSatisfy((thread) -> assertThat(thread).startsWith("distributed-lock-"));
		}
	}

	@Test
	void contextIsPassedOn() {
		Mono<String> mono = this.service.mono(Mono.deferContextual((context) -> Mono.just(context.get("user"))));
		assertThat(mono.contextWrite((context) -> context.put("user", "ann")).block(LIMIT)).isEqualTo("ann");
	}

	@Test
	void publisherInsideReentersByTheContext() {
		Mono<String> inner = this.service.mono(Mono.just("inner"));
		StepVerifier.create(this.service.mono(inner)).expectNext("inner").expectComplete().verify(LIMIT);
		assertThat(isFree()).isTrue();
	}

	@Test
	void publisherInsideReentersOneOfSeveralLocks() {
		Mono<String> inner = this.service.mono(Mono.just("inner"));
		StepVerifier.create(this.service.several(inner)).expectNext("inner").expectComplete().verify(LIMIT);
	}

	@Test
	void publisherInsideThatWantsMoreThanIsHeldDoesNotWaitForItself() {
		Mono<String> inner = this.service.several(Mono.just("never"));
		assertThatIllegalStateException().isThrownBy(() -> this.service.mono(inner).block(LIMIT))
			.withMessageContaining("of the locks [a, order] order is held by an outer publisher or transaction");
	}

	@Test
	void lockOfThatNameInAnotherRegistryIsAnother() {
		this.second.start();
		Sinks.One<String> work = Sinks.one();
		Disposable holder = this.service.ofSecond(work.asMono()).subscribe();
		awaitHeld();
		Mono<String> inner = this.service.ofSecond(Mono.just("never"));
		StepVerifier.create(this.service.mono(inner)).expectError(LockAcquisitionTimeoutException.class).verify(LIMIT);
		holder.dispose();
	}

	@Test
	void leaseIsInTheContext() {
		Mono<String> name = ContextLease.get().filter(Lease::isValid).map(Lease::name);
		assertThat(this.service.mono(name).block(LIMIT)).isEqualTo("order");
		assertThat(this.service.mono(this.service.other(name)).block(LIMIT)).isEqualTo("other");
		StepVerifier.create(name)
			.expectErrorMessage("There is no locked publisher around this one: a lease exists only in the publisher "
					+ "that a method with @DistributedLock returns, and in publishers to which it subscribes")
			.verify(LIMIT);
	}

	@Test
	void leaseOfOneOfSeveralIsInTheContextByItsName() {
		Mono<Long> token = ContextLease.of("order").map(Lease::fencingToken);
		assertThat(this.service.several(token.map(String::valueOf)).map(Long::valueOf).block(LIMIT)).isPositive();
		StepVerifier.create(this.service.several(ContextLease.of("b").map(Lease::name)))
			.expectErrorMessage("Lock 'b' is not held by the locked publishers around this one")
			.verify(LIMIT);
	}

	@Test
	void fencingTokenIsWaitedForOnAThreadOfTheRegistry() {
		Mono<String> thread = ContextLease.fencingToken().map((token) -> Thread.currentThread().getName() + token);
		assertThat(this.service.mono(thread.subscribeOn(Schedulers.parallel())).block(LIMIT))
			.startsWith("distributed-lock-");
	}

	@Test
	void handlerAnswersWithAPublisher() {
		try (Lease held = this.elsewhere.obtain("order").acquire()) {
			assertThat(this.service.handled().block(LIMIT)).isEqualTo("busy: order");
			assertThat(held.isValid()).isTrue();
		}
	}

	@Test
	void methodRunsWithoutLockAndLeaseIfPermitted() {
		this.here.stop();
		Mono<String> work = ContextLease.get().map(Lease::name).onErrorReturn(IllegalStateException.class, "without");
		assertThat(this.service.regardless(work).block(LIMIT)).isEqualTo("without");
	}

	@Test
	void emptyNamesNeedNoLock() {
		assertThat(this.service.each(List.of(), Mono.just("done")).block(LIMIT)).isEqualTo("done");
	}

	@Test
	void cancelDoesNotEndTheLeaseBeforeTheMethodHasReturned() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(1);
		Disposable running = this.service.slow(begun, end).subscribe();
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		running.dispose();
		assertThat(isFree()).isFalse();
		end.countDown();
		await().until(this::isFree);
	}

	@Test
	void leaseLastsAsLongAsThePublisherInside() {
		Sinks.One<String> work = Sinks.one();
		StringBuilder result = new StringBuilder();
		Mono<String> inner = this.service.mono(work.asMono());
		Mono<String> outer = this.service.mono(Mono.deferContextual((context) -> {
			inner.contextWrite(context).subscribe(result::append);
			return Mono.just("outer");
		}));
		assertThat(outer.block(LIMIT)).isEqualTo("outer");
		assertThat(isFree()).isFalse();
		work.tryEmitValue("inner");
		await().until(this::isFree);
		assertThat(result).hasToString("inner");
	}

	@Test
	void contextThatIsKeptForLaterIsNoWayIn() {
		Mono<Mono<String>> outer = Mono
			.deferContextual((context) -> Mono.just(this.service.mono(Mono.just("later")).contextWrite(context)));
		Mono<?> later = this.service.any(outer).cast(Mono.class).block(LIMIT);
		try (Lease held = this.elsewhere.obtain("order").acquire()) {
			Disposable waiting = later.subscribe();
			assertThat(this.service.calls()).hasValue(1);
			waiting.dispose();
			assertThat(held.isValid()).isTrue();
		}
		assertThat(later.block(LIMIT)).isEqualTo("later");
	}

	@Test
	void threadThatHoldsTheLockIsNotMadeToWaitForItself() {
		try (Lease held = this.here.obtain("order").acquire()) {
			assertThatIllegalStateException().isThrownBy(() -> this.service.mono(Mono.just("never")).block(LIMIT))
				.withMessageContaining("holds lock 'order' already");
			assertThat(held.isValid()).isTrue();
		}
	}

	@Test
	void manyWaitOnOneThreadAndRunOneAtATime() {
		AtomicInteger inside = new AtomicInteger();
		List<Integer> seen = new ArrayList<>();
		Mono<String> mono = this.service.mono(Mono.fromCallable(() -> {
			seen.add(inside.incrementAndGet());
			return "done";
		}).delayElement(Duration.ofMillis(1)).doOnNext((value) -> inside.decrementAndGet()));
		assertThat(Flux.range(0, 100).flatMap((i) -> mono, 100).count().block(LIMIT)).isEqualTo(100);
		assertThat(seen).hasSize(100).containsOnly(1);
	}

	@Test
	void otherLibrariesAreAdapted() {
		assertThat(this.service.single(Single.just("rx")).timeout(20, TimeUnit.SECONDS).blockingGet()).isEqualTo("rx");
		assertThat(this.service.flowable().timeout(20, TimeUnit.SECONDS).toList().blockingGet()).containsExactly("a",
				"b");
		assertThat(this.service.completable().blockingAwait(20, TimeUnit.SECONDS)).isTrue();
		StepVerifier.create(this.service.publisher()).expectNext("p").expectComplete().verify(LIMIT);
	}

	private void awaitHeld() {
		await().untilAsserted(() -> assertThat(this.service.calls()).hasPositiveValue());
	}

	private boolean isFree() {
		return this.elsewhere.obtain("order").tryAcquire().map((lease) -> {
			lease.close();
			return true;
		}).orElse(false);
	}

	static class Service {

		private final AtomicInteger calls = new AtomicInteger();

		AtomicInteger calls() {
			return this.calls;
		}

		@DistributedLock("order")
		Mono<String> mono(Mono<String> work) {
			this.calls.incrementAndGet();
			return work;
		}

		@DistributedLock("order")
		Mono<String> slow(CountDownLatch begun, CountDownLatch end) throws InterruptedException {
			begun.countDown();
			assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
			return Mono.just("done");
		}

		@DistributedLock({ "order", "a" })
		Mono<String> several(Mono<String> work) {
			return work;
		}

		@DistributedLock("#p0")
		Mono<String> each(List<String> names, Mono<String> work) {
			return work;
		}

		@DistributedLock(name = "order", timeout = "0s", onTimeout = DistributedLock.OnTimeout.HANDLE)
		Mono<String> handled() {
			throw new AssertionError("was called");
		}

		@DistributedLock(name = "order", onUnavailable = DistributedLock.OnUnavailable.PROCEED)
		Mono<String> regardless(Mono<String> work) {
			return work;
		}

		@DistributedLock(name = "order", registry = "second", timeout = "0s")
		Mono<String> ofSecond(Mono<String> work) {
			this.calls.incrementAndGet();
			return work;
		}

		@DistributedLock("order")
		Mono<Object> any(Mono<?> work) {
			this.calls.incrementAndGet();
			return work.cast(Object.class);
		}

		@DistributedLock("order")
		Flux<String> flux(Publisher<String> work) {
			this.calls.incrementAndGet();
			return Flux.from(work);
		}

		@DistributedLock("order")
		Mono<String> failing(RuntimeException failure) {
			throw failure;
		}

		@DistributedLock("other")
		Mono<String> other(Mono<String> work) {
			this.calls.incrementAndGet();
			return work;
		}

		@DistributedLock(name = "order", timeout = "0s")
		Mono<String> once() {
			throw new AssertionError("was called");
		}

		@DistributedLock(name = "order", timeout = "0s", onTimeout = DistributedLock.OnTimeout.SKIP)
		Flux<String> skipped(Flux<String> work) {
			return work;
		}

		@DistributedLock("order")
		Flux<String> threads() {
			String call = Thread.currentThread().getName();
			return Flux.defer(() -> Flux.just(call, Thread.currentThread().getName()));
		}

		@DistributedLock("order")
		Single<String> single(Single<String> work) {
			return work;
		}

		@DistributedLock("order")
		Flowable<String> flowable() {
			return Flowable.just("a", "b");
		}

		@DistributedLock("order")
		Completable completable() {
			return Completable.complete();
		}

		@DistributedLock("order")
		Publisher<String> publisher() {
			return Mono.just("p");
		}

	}

}
