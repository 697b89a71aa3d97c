package io.github.batonlock.aop.call;

import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.aop.observe.CallObservation;
import io.github.batonlock.aop.observe.CallObserver;
import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.testing.DeepStack;
import io.github.batonlock.testing.TestLocks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockInvoker}.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class LockInvokerTests {

	private static final LockOperationSource source = new LockOperationSource((text) -> text);

	private final TestLocks locks = new TestLocks();

	private final LockInvoker throwing = new LockInvoker(this.locks::here, null, true);

	private final LockInvoker warning = new LockInvoker(this.locks::here, null, false);

	@AfterEach
	void close() {
		this.locks.close();
	}

	@Test
	void holdsTheLockWhileTheCallRuns() throws Throwable {
		Object result = invoke("ship", () -> {
			assertThat(this.locks.isHeldHere("order:7")).isTrue();
			assertThat(this.locks.isFree("order:7")).isFalse();
			return "shipped";
		}, 7L);
		assertThat(result).isEqualTo("shipped");
		assertThat(this.locks.isFree("order:7")).isTrue();
	}

	@Test
	void reentersTheLockOfItsThread() throws Throwable {
		assertThat(invoke("ship", () -> invoke("ship", () -> this.locks.isHeldHere("order:7"), 7L), 7L))
			.isEqualTo(true);
		assertThat(this.locks.isFree("order:7")).isTrue();
	}

	@Test
	void leaseIsCurrentWhileTheCallRuns() throws Throwable {
		invoke("ship", () -> {
			Lease outer = CurrentLease.get();
			assertThat(outer.name()).isEqualTo("order:7");
			invoke("coded", () -> {
				assertThat(CurrentLease.get().name()).isEqualTo("inner");
				assertThat(CurrentLease.of("order:7")).isSameAs(outer);
				return null;
			}, "inner");
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> invoke("coded", () -> {
				throw new IOException("body");
			}, "inner"));
			assertThat(CurrentLease.get()).isSameAs(outer);
			assertThat(outer.fencingToken()).isPositive();
			return null;
		}, 7L);
		assertThat(CurrentLease.find()).isEmpty();
	}

	static Stream<Throwable> failures() {
		return Stream.of(new IOException("checked"), new IllegalArgumentException("unchecked"),
				new AssertionError("error"), new LockAcquisitionTimeoutException("inner", Duration.ZERO, null));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void passesOnExceptionsOfTheCall(Throwable failure) {
		for (String method : new String[] { "ship", "skipped" }) {
			assertThatExceptionOfType(Throwable.class).isThrownBy(() -> invoke(method, () -> {
				throw failure;
			}, 7L)).isSameAs(failure);
			assertThat(failure).hasNoSuppressedExceptions();
			assertThat(this.locks.isFree("order:7")).isTrue();
		}
	}

	@Test
	void throwsWhenTheLockWasLost() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> invoke("brief", this::loseLock))
			.withMessage("Lock 'brief' was lost: it was held for longer than max-hold; wanted by "
					+ "@DistributedLock(name = \"brief\") on " + Methods.class.getName() + ".brief()");
		assertThat(this.locks.isFree("brief")).isTrue();
	}

	@Test
	void warnsWhenTheLockWasLostIfConfigured(CapturedOutput output) throws Throwable {
		assertThat(this.warning.invoke(operation("brief"), this, new Object[0], this::loseLock)).isEqualTo("returned");
		assertThat(output).contains("Lock 'brief' was lost before the method under it returned");
		assertThat(this.locks.isFree("brief")).isTrue();
	}

	@Test
	void lossIsSuppressedInExceptionOfTheCall() {
		for (LockInvoker invoker : new LockInvoker[] { this.throwing, this.warning }) {
			IOException failure = new IOException("body");
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> invoker.invoke(operation("brief"), this, new Object[0], () -> {
					loseLock();
					throw failure;
				}))
				.isSameAs(failure);
			assertThat(failure.getSuppressed()).singleElement().isInstanceOf(LockLostException.class);
			assertThat(this.locks.isFree("brief")).isTrue();
		}
	}

	@Test
	void lossIsNotSuppressedInItself() {
		LockLostException loss = new LockLostException("brief", "gone");
		Lease lease = mock();
		willThrow(loss).given(lease).ensureValid();
		LeasedLock lock = mock();
		given(lock.acquire()).willReturn(lease);
		LockInvoker invoker = new LockInvoker(() -> (name, options) -> lock, null, true);
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> invoker.invoke(operation("brief"), this, new Object[0], () -> {
				throw loss;
			}))
			.isSameAs(loss);
	}

	@Test
	void throwsWhenOthersHoldTheLock() {
		try (Lease held = this.locks.elsewhere().obtain("order:7").acquire()) {
			assertThatExceptionOfType(LockAcquisitionTimeoutException.class)
				.isThrownBy(() -> invoke("ship", LockInvokerTests::never, 7L))
				.withMessageStartingWith("Lock 'order:7' was not acquired within");
			assertThat(held.isValid()).isTrue();
		}
		assertThat(this.locks.isFree("order:7")).isTrue();
	}

	@Test
	void skipsWhenOthersHoldTheLockIfConfigured() throws Throwable {
		try (Lease held = this.locks.elsewhere().obtain("order:7").acquire()) {
			assertThat(invoke("skipped", LockInvokerTests::never, 7L)).isNull();
			assertThat(invoke("skippedOptional", LockInvokerTests::never, 7L)).isEqualTo(Optional.empty());
			assertThat(held.isValid()).isTrue();
		}
		assertThat(invoke("skipped", () -> "done", 7L)).isEqualTo("done");
	}

	@Test
	void doesNotSkipBecauseTheStoreIsUnavailable() {
		this.locks.here().stop();
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> invoke("skipped", LockInvokerTests::never, 7L));
	}

	@ParameterizedTest
	@ValueSource(strings = { " ", "\t\n" })
	void namesAnnotationAndMethodOfBlankName(String code) {
		assertThatIllegalArgumentException().isThrownBy(() -> invoke("coded", LockInvokerTests::never, code))
			.withMessage("@DistributedLock(name = \"#code\") on " + Methods.class.getName()
					+ ".coded(String): the expression #code is blank");
		assertThat(this.locks.isFree(code + "x")).isTrue();
	}

	@Test
	void namesAnnotationAndMethodOfTooLongName() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> invoke("coded", LockInvokerTests::never, "x".repeat(1025)))
			.withMessage("@DistributedLock(name = \"#code\") on " + Methods.class.getName()
					+ ".coded(String): The name of a lock must not be longer than 1024 bytes, but this one is: '"
					+ "x".repeat(40) + "…'");
	}

	@Test
	void looksUpTheRegistryOnceAtTheFirstCall() throws Throwable {
		AtomicInteger asked = new AtomicInteger();
		LockInvoker invoker = new LockInvoker(() -> {
			asked.incrementAndGet();
			return this.locks.here();
		}, null, true);
		assertThat(asked).hasValue(0);
		invoker.invoke(operation("ship"), this, new Object[] { 1L }, () -> null);
		invoker.invoke(operation("ship"), this, new Object[] { 2L }, () -> null);
		assertThat(asked).hasValue(1);
	}

	@Test
	void throwsWhenTheReleaseFindsTheLockForgotten() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> invoke("ship", () -> forget("order:7"), 7L))
			.withMessageStartingWith("Lock 'order:7' was lost: The local store did not know it any more; wanted by ");
	}

	@Test
	void warnsWhenReleaseFindsLockForgottenIfConfigured(CapturedOutput output) throws Throwable {
		assertThat(this.warning.invoke(operation("ship"), this, new Object[] { 7L }, () -> forget("order:7")))
			.isEqualTo("returned");
		assertThat(output).containsOnlyOnce("Lock 'order:7' was lost before the method under it returned");
	}

	@Test
	void forgottenLockIsSuppressedInExceptionOfTheCall() {
		IOException failure = new IOException("body");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> invoke("ship", () -> {
			forget("order:7");
			throw failure;
		}, 7L)).isSameAs(failure);
		assertThat(failure.getSuppressed()).singleElement().isInstanceOf(LockLostException.class);
	}

	@Test
	void namesTheForgottenLockOfSeveral() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> invoke("both", () -> forget("two")))
			.withMessageStartingWith("Lock 'two' was lost: The local store did not know it any more; wanted by ");
		assertThat(this.locks.isFree("one")).isTrue();
	}

	private Object forget(String name) {
		this.locks.forget(name);
		return "returned";
	}

	@Test
	void failingObserverLeavesNothingHeld() {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		CallObserver observer = (category, lockName) -> new CallObservation() {

			@Override
			public void acquired() {
				throw new IllegalStateException("broken");
			}

		};
		beans.addBean("observer", observer);
		assertThatIllegalStateException()
			.isThrownBy(() -> new LockInvoker(this.locks::here, beans, true).invoke(operation("ship"), this,
					new Object[] { 7L }, LockInvokerTests::never))
			.withMessage("broken");
		assertThat(this.locks.isFree("order:7")).isTrue();
	}

	@Test
	void stackOverflowLeavesNothingHeld() {
		try (DeepStack deep = new DeepStack()) {
			int well = 0;
			for (int frames = 0; well < 150; frames++) {
				Throwable outcome = deep.runAtDepth(frames, () -> invokeUnchecked("patient"));
				assertThat(this.locks.elsewhere().obtain("patient").tryAcquire(Duration.ofSeconds(40)))
					.as("the next one after a call with %d frames left, which ended with %s", frames, outcome)
					.hasValueSatisfying(Lease::close);
				well = (outcome != null) ? 0 : well + 1;
			}
		}
	}

	private void invokeUnchecked(String method) {
		try {
			invoke(method, () -> "done");
		}
		catch (Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private @Nullable Object invoke(String method, MethodCall call, @Nullable Object... arguments) throws Throwable {
		return this.throwing.invoke(operation(method), this, arguments, call);
	}

	private Object loseLock() {
		Lease lease = this.locks.here().obtain("brief").current().orElseThrow();
		await().until(() -> !lease.isValid());
		return "returned";
	}

	private static Object never() {
		throw new AssertionError("was called");
	}

	private static LockOperation operation(String name) {
		Method method = Arrays.stream(Methods.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		return source.find(method, Methods.class);
	}

	abstract static class Methods {

		@DistributedLock(name = "order", key = "#id", timeout = "0s")
		abstract String ship(long id);

		@DistributedLock(name = "order", key = "#id", timeout = "0s", onTimeout = DistributedLock.OnTimeout.SKIP)
		abstract String skipped(long id);

		@DistributedLock(name = "order", key = "#id", timeout = "0s", onTimeout = DistributedLock.OnTimeout.SKIP)
		abstract Optional<String> skippedOptional(long id);

		@DistributedLock(name = "brief", maxHold = "20ms")
		abstract String brief();

		@DistributedLock("patient")
		abstract String patient();

		@DistributedLock({ "one", "two" })
		abstract String both();

		@DistributedLock("#code")
		abstract String coded(String code);

	}

}
