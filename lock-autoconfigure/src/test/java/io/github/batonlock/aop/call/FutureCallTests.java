package io.github.batonlock.aop.call;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockFailureHandler;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.aop.observe.CallObserver;
import io.github.batonlock.aop.observe.CallerContext;
import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.testing.Forgetting;
import io.github.batonlock.testing.TestOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link FutureCall}.
 */
@Timeout(60)
class FutureCallTests {

	private static final LockOperationSource source = new LockOperationSource((text) -> text);

	private final AtomicInteger acquired = new AtomicInteger();

	private final LocalLockStore store = new LocalLockStore();

	private final EngineLockRegistry here = registry(this.store);

	private final EngineLockRegistry elsewhere = registry(this.store.sibling());

	private LockInvoker invoker = new LockInvoker(() -> this.here, null, true);

	private final CompletableFuture<String> work = new CompletableFuture<>();

	private EngineLockRegistry registry(LocalLockStore store) {
		return new EngineLockRegistry(store,
				(name) -> TestOptions.complete(Duration.ofSeconds(9), Duration.ofSeconds(50)), Duration.ofSeconds(2),
				new LockListener() {
					@Override
					public void acquired(Lease lease, Duration waited) {
						FutureCallTests.this.acquired.incrementAndGet();
					}
				});
	}

	@AfterEach
	void nothingIsLeftHeld() {
		await().untilAsserted(() -> assertThat(isFree()).isTrue());
		this.here.close();
		this.elsewhere.close();
	}

	@Test
	void leaseLastsUntilTheFutureEnds() throws Exception {
		CompletableFuture<Object> result = start("patient", this.work);
		assertThat(isFree()).isFalse();
		this.work.complete("done");
		assertThat(result.get()).isEqualTo("done");
		assertThat(isFree()).isTrue();
	}

	@Test
	void completedFutureEndsTheLease() throws Exception {
		assertThat(call("patient", () -> CompletableFuture.completedFuture("done")).get()).isEqualTo("done");
		assertThat(isFree()).isTrue();
	}

	@Test
	void failureIsPassedOnUnwrapped() {
		IllegalArgumentException failure = new IllegalArgumentException("body");
		CompletableFuture<Object> result = start("patient", this.work);
		this.work.completeExceptionally(failure);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(result::get).havingCause().isSameAs(failure);
		assertThat(failure).hasNoSuppressedExceptions();
		assertThat(isFree()).isTrue();
	}

	@Test
	void exceptionOfTheMethodFailsTheFuture() {
		IllegalArgumentException failure = new IllegalArgumentException("body");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> call("patient", () -> {
			throw failure;
		}).get()).havingCause().isSameAs(failure);
		assertThat(isFree()).isTrue();
	}

	@Test
	void methodMustNotReturnNull() {
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> call("patient", () -> null).get())
			.havingCause()
			.withMessage("@DistributedLock(name = \"order\") on " + Methods.class.getName()
					+ ".patient(): the method returned null under lock 'order'");
		assertThat(isFree()).isTrue();
	}

	@Test
	void methodRunsOnRegistryThreadWhenLockIsFree() throws Exception {
		for (int i = 0; i < 200; i++) {
			assertThat(call("patient", () -> CompletableFuture.completedFuture(Thread.currentThread().getName())).get())
				.asString()
				.startsWith("distributed-lock-");
		}
	}

	@Test
	void nothingToLockRunsOnTheThreadOfTheCaller() throws Throwable {
		Method method = Methods.class.getDeclaredMethod("each", List.class);
		MethodCall body = () -> CompletableFuture.completedFuture(Thread.currentThread());
		assertThat((CompletableFuture<?>) this.invoker.invoke(source.find(method, Methods.class), this,
				new Object[] { List.of() }, body))
			.isCompletedWithValueMatching((thread) -> thread == Thread.currentThread());
	}

	@Test
	void futureCompletesOnThreadOfTheRegistry() throws Exception {
		CompletableFuture<Object> result = start("patient", this.work);
		CompletableFuture<String> told = result.thenApply((value) -> Thread.currentThread().getName());
		new Thread(() -> this.work.complete("done"), "io").start();
		assertThat(told.get()).startsWith("distributed-lock-");
	}

	@Test
	void cancelEndsTheWait() throws Exception {
		Lease held = holdElsewhere();
		this.acquired.set(0);
		CompletableFuture<Object> result = call("patient", FutureCallTests::never);
		assertThat(result.cancel(true)).isTrue();
		held.close();
		assertThat(call("patient", () -> CompletableFuture.completedFuture("next")).get()).isEqualTo("next");
		assertThat(this.acquired).hasValue(1);
	}

	@Test
	void cancelCancelsTheFutureOfTheMethod() {
		CompletableFuture<Object> result = start("patient", this.work);
		assertThat(result.cancel(true)).isTrue();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(this.work::join);
	}

	@Test
	void leaseLastsUntilUncancellableStageCompletes() {
		CompletableFuture<Object> result = start("stage", this.work.minimalCompletionStage());
		result.cancel(true);
		assertThat(isFree()).isFalse();
		this.work.complete("done");
		await().until(this::isFree);
	}

	@Test
	void cancelWhileTheMethodRunsCancelsItsFuture() throws Exception {
		CompletableFuture<Boolean> cancel = new CompletableFuture<>();
		CompletableFuture<Boolean> begun = new CompletableFuture<>();
		CompletableFuture<Object> result = call("patient", () -> {
			begun.complete(true);
			cancel.join();
			return this.work;
		});
		begun.get();
		result.cancel(true);
		cancel.complete(true);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> this.work.get(20, TimeUnit.SECONDS));
	}

	@Test
	void lossCancelsTheFutureOfTheMethod() {
		CompletableFuture<Object> result = start("other", this.work);
		this.here.stop();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(result::get)
			.havingCause()
			.isInstanceOf(LockLostException.class)
			.withMessage("Lock 'other' was lost: its registry was stopped");
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> this.work.get(20, TimeUnit.SECONDS));
	}

	@Test
	void lossIsOnlyLoggedIfConfigured() throws Exception {
		this.invoker = new LockInvoker(() -> this.here, null, false);
		CompletableFuture<Object> result = start("other", this.work);
		this.here.stop();
		assertThat(this.work).isNotDone();
		this.work.complete("done");
		assertThat(result.get()).isEqualTo("done");
	}

	@Test
	void lossIsSuppressedInTheFailure() {
		this.invoker = new LockInvoker(() -> this.here, null, false);
		IllegalArgumentException failure = new IllegalArgumentException("body");
		CompletableFuture<Object> result = start("other", this.work);
		this.here.stop();
		this.work.completeExceptionally(failure);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(result::get).havingCause().isSameAs(failure);
		assertThat(failure.getSuppressed()).singleElement().isInstanceOf(LockLostException.class);
	}

	@Test
	void futureFailsWhenReleaseFindsLockForgotten() {
		CompletableFuture<Object> result = start("other", this.work);
		Forgetting.forget(this.store, "other");
		this.work.complete("done");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(result::get)
			.havingCause()
			.isInstanceOf(LockLostException.class)
			.withMessageStartingWith("Lock 'other' was lost: The local store did not know it any more");
	}

	@Test
	void forgottenLockIsSuppressedInTheFailure() {
		IllegalArgumentException failure = new IllegalArgumentException("body");
		CompletableFuture<Object> result = start("other", this.work);
		Forgetting.forget(this.store, "other");
		this.work.completeExceptionally(failure);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(result::get).havingCause().isSameAs(failure);
		assertThat(failure.getSuppressed()).singleElement().isInstanceOf(LockLostException.class);
	}

	@Test
	void timeoutFailsTheFuture() {
		Lease held = holdElsewhere();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> call("once", FutureCallTests::never).get())
			.havingCause()
			.isInstanceOf(LockAcquisitionTimeoutException.class);
		held.close();
	}

	@Test
	void skipGivesNull() throws Exception {
		Lease held = holdElsewhere();
		assertThat(call("skipped", FutureCallTests::never).get()).isNull();
		held.close();
	}

	@Test
	void timeoutOfTheMethodItselfIsNotSkipped() {
		LockAcquisitionTimeoutException inner = new LockAcquisitionTimeoutException("inner", Duration.ZERO, null);
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> call("skipped", () -> CompletableFuture.failedFuture(inner)).get())
			.havingCause()
			.isSameAs(inner);
	}

	@Test
	void unavailableStoreFailsTheFuture() {
		this.here.stop();
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> call("skipped", FutureCallTests::never).get())
			.havingCause()
			.isInstanceOf(LockUnavailableException.class);
	}

	@Test
	void methodRunsWithoutLockIfConfigured() {
		this.here.stop();
		CompletableFuture<Object> result = call("regardless", () -> this.work);
		this.work.complete("done");
		assertThat(result).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("done");
		assertThat(this.acquired).hasValue(0);
	}

	@Test
	void handlerReturnsAFuture() throws Throwable {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		LockFailureHandler handler = (failure) -> CompletableFuture.completedFuture("busy: " + failure.lockName());
		beans.addBean("handler", handler);
		Method method = Methods.class.getDeclaredMethod("handled");
		LockOperation operation = new LockOperationSource((text) -> text, beans).find(method, Methods.class);
		Lease held = holdElsewhere();
		assertThat((CompletableFuture<?>) new LockInvoker(() -> this.here, beans, true).invoke(operation, this,
				new Object[0], FutureCallTests::never))
			.succeedsWithin(Duration.ofSeconds(20))
			.isEqualTo("busy: order");
		held.close();
	}

	@Test
	void lockLastsWhenContextCannotBeRestored() throws Throwable {
		CallerContext broken = () -> () -> () -> {
			throw new IllegalStateException("broken");
		};
		CompletableFuture<?> result = invoke(beans("context", broken));
		await().untilAsserted(() -> assertThat(isFree()).isFalse());
		assertThat(result).isNotDone();
		this.work.complete("done");
		assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo("done");
	}

	@Test
	void acquiresNothingWhenObserverFails() throws Throwable {
		CallObserver broken = (category, lockName) -> {
			throw new IllegalStateException("broken");
		};
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(invoke(beans("observer", broken))::get)
			.withMessageContaining("broken");
		assertThat(this.acquired).hasValue(0);
	}

	private static StaticListableBeanFactory beans(String name, Object bean) {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean(name, bean);
		return beans;
	}

	private CompletableFuture<?> invoke(StaticListableBeanFactory beans) throws Throwable {
		Method method = Methods.class.getDeclaredMethod("patient");
		LockOperation operation = new LockOperationSource((text) -> text, beans).find(method, Methods.class);
		return (CompletableFuture<?>) new LockInvoker(() -> this.here, beans, true).invoke(operation, this,
				new Object[0], () -> this.work);
	}

	@Test
	void rejectsCallOfThreadThatHoldsTheLock() {
		try (Lease lease = this.here.obtain("order").acquire()) {
			assertThatExceptionOfType(ExecutionException.class)
				.isThrownBy(() -> call("patient", FutureCallTests::never).get())
				.havingCause()
				.isInstanceOf(IllegalStateException.class)
				.withMessageEndingWith("holds lock 'order' already, and a call with an asynchronous result does not "
						+ "re-enter the lock of a thread");
			assertThat(lease.isValid()).isTrue();
		}
	}

	@Test
	void manyCallsWaitWithoutThreadAndRunOneAtATime() throws Exception {
		AtomicInteger inside = new AtomicInteger();
		List<Integer> seen = new ArrayList<>();
		List<CompletableFuture<Object>> results = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			results.add(call("patient", () -> {
				seen.add(inside.incrementAndGet());
				return CompletableFuture.supplyAsync(inside::decrementAndGet);
			}));
		}
		CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).get();
		assertThat(seen).hasSize(100).containsOnly(1);
	}

	@Test
	void cancelAtAnyMomentLeavesNothingHeld() {
		for (int i = 0; i < 300; i++) {
			AtomicReference<@Nullable CompletableFuture<String>> started = new AtomicReference<>();
			CompletableFuture<Object> result = call("patient", () -> {
				CompletableFuture<String> body = new CompletableFuture<>();
				started.set(body);
				return body;
			});
			for (int spin = 0; spin < i * 20; spin++) {
				Thread.onSpinWait();
			}
			result.cancel(true);
		}
		await().until(this::isFree);
	}

	private CompletableFuture<Object> start(String method, CompletionStage<String> stage) {
		CompletableFuture<Boolean> started = new CompletableFuture<>();
		CompletableFuture<Object> result = call(method, () -> {
			started.complete(true);
			return stage;
		});
		started.orTimeout(20, TimeUnit.SECONDS).join();
		return result;
	}

	@SuppressWarnings("unchecked")
	private CompletableFuture<Object> call(String name, MethodCall call) {
		try {
			Method method = Methods.class.getDeclaredMethod(name);
			return (CompletableFuture<Object>) this.invoker.invoke(source.find(method, Methods.class), this,
					new Object[0], call);
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	private Lease holdElsewhere() {
		return this.elsewhere.obtain("order").acquire();
	}

	private boolean isFree() {
		return this.elsewhere.obtain("order").tryAcquire().map((lease) -> {
			lease.close();
			return true;
		}).orElse(false);
	}

	private static Object never() {
		throw new AssertionError("was called");
	}

	abstract static class Methods {

		@DistributedLock("#p0")
		abstract CompletableFuture<Thread> each(List<String> keys);

		@DistributedLock("order")
		abstract CompletableFuture<String> patient();

		@DistributedLock("order")
		abstract CompletionStage<String> stage();

		@DistributedLock("other")
		abstract CompletableFuture<String> other();

		@DistributedLock(name = "order", timeout = "0s")
		abstract CompletableFuture<String> once();

		@DistributedLock(name = "order", timeout = "0s", onTimeout = DistributedLock.OnTimeout.SKIP)
		abstract CompletableFuture<String> skipped();

		@DistributedLock(name = "order", onUnavailable = DistributedLock.OnUnavailable.PROCEED)
		abstract CompletableFuture<String> regardless();

		@DistributedLock(name = "order", timeout = "0s", onTimeout = DistributedLock.OnTimeout.HANDLE)
		abstract CompletableFuture<String> handled();

	}

}
