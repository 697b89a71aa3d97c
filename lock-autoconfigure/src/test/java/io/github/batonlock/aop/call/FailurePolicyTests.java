package io.github.batonlock.aop.call;

import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.DistributedLock;
import io.github.batonlock.DistributedLock.OnTimeout;
import io.github.batonlock.DistributedLock.OnUnavailable;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockFailure;
import io.github.batonlock.LockFailureHandler;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.testing.TestLocks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link FailurePolicy}, through the invoker that asks it.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class FailurePolicyTests {

	private static final String PLAIN = "@DistributedLock(name = \"order\", key = \"#id\") on "
			+ Methods.class.getName() + ".plain(long)";

	private static final String HANDLED = PLAIN.replace("plain", "handled");

	private final TestLocks locks = new TestLocks();

	private @Nullable LockFailureHandler handler;

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory(
			Map.of("busyHandler", (LockFailureHandler) (failure) -> this.handler.handle(failure)));

	private final LockOperationSource source = new LockOperationSource((text) -> text, this.beans);

	private final LockInvoker invoker = new LockInvoker(this.locks::here, this.beans, true);

	@AfterEach
	void close() {
		this.locks.close();
		assertThat(CurrentLease.find()).isEmpty();
	}

	@Test
	void timeoutNamesHolderAndMethod() throws Exception {
		try (Lease held = this.locks.here().obtain("order:7").acquireAsync().get(20, TimeUnit.SECONDS)) {
			assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(() -> invoke("plain"))
				.matches((ex) -> ex.getMessage()
					.matches(
							"Lock 'order:7' was not acquired within \\d+ ms: held by an asynchronous lease of this JVM, "
									+ "for \\d+ ms; wanted by \\Q" + PLAIN + "\\E"),
						"tells all");
			assertThat(held.isValid()).isTrue();
		}
	}

	@Test
	void unavailableStoreNamesMethod() {
		this.locks.here().stop();
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> invoke("plain"))
			.withMessage("Lock 'order:7' is unavailable: its registry is stopped; wanted by " + PLAIN);
	}

	@Test
	void interruptNamesMethodAndIsNotHandled() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(LockInterruptedException.class).isThrownBy(() -> invoke("handled"))
			.withMessage("Interrupted after waiting 0 ms for lock 'order:7'; wanted by " + HANDLED);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void handlerReceivesTheCall() throws Throwable {
		LockFailure failure = failureOf("handled");
		assertThat(failure.method()).isEqualTo(method("handled"));
		assertThat(failure.target()).isSameAs(this);
		assertThat(failure.arguments()).containsExactly(7L);
		assertThat(failure.lockName()).isEqualTo("order:7");
		assertThat(failure.waited()).isBetween(Duration.ZERO, Duration.ofSeconds(20));
		assertThat(failure.reason()).isInstanceOf(LockAcquisitionTimeoutException.class)
			.hasMessageEndingWith("; wanted by " + HANDLED);
		assertThat(failure).hasToString(failure.reason().getMessage());
	}

	@Test
	void handlerReceivesTheCallWhenStoreIsUnavailable() throws Throwable {
		this.locks.here().stop();
		List<LockFailure> failures = new ArrayList<>();
		this.handler = (failure) -> {
			failures.add(failure);
			return "later";
		};
		assertThat(invoke("handledUnavailable")).isEqualTo("later");
		assertThat(failures).singleElement().satisfies((failure) -> {
			assertThat(failure.lockName()).isEqualTo("order:7");
			assertThat(failure.waited()).isZero();
			assertThat(failure.reason()).isInstanceOf(LockUnavailableException.class);
		});
	}

	private LockFailure failureOf(String method) throws Throwable {
		List<LockFailure> failures = new ArrayList<>();
		this.handler = (failure) -> {
			failures.add(failure);
			return "busy";
		};
		try (Lease held = this.locks.elsewhere().obtain("order:7").acquire()) {
			assertThat(invoke(method)).isEqualTo("busy");
			assertThat(held.isValid()).isTrue();
		}
		assertThat(failures).hasSize(1);
		return failures.get(0);
	}

	@Test
	void handlerThrows() {
		IOException failure = new IOException("no");
		this.handler = (call) -> {
			throw failure;
		};
		try (Lease held = this.locks.elsewhere().obtain("order:7").acquire()) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> invoke("handled")).isSameAs(failure);
			assertThat(held.isValid()).isTrue();
		}
	}

	@Test
	void handlerRunsTheMethodWithoutTheLockOnce() throws Throwable {
		AtomicInteger runs = new AtomicInteger();
		this.handler = (call) -> {
			Object result = call.proceed();
			assertThatIllegalStateException().isThrownBy(call::proceed)
				.withMessage(HANDLED + ": a handler may run the method once, but has done so before");
			return result;
		};
		try (Lease held = this.locks.elsewhere().obtain("order:7").acquire()) {
			assertThat(invoke("handled", () -> {
				runs.incrementAndGet();
				assertThatIllegalStateException().isThrownBy(CurrentLease::get)
					.withMessage("There is no current lease: " + HANDLED + " runs without lock 'order:7'");
				return "shipped";
			})).isEqualTo("shipped");
			assertThat(held.isValid()).isTrue();
		}
		assertThat(runs).hasValue(1);
	}

	@ParameterizedTest
	@CsvSource({ "handled, 5, a java.lang.Integer, java.lang.String", "handledLong, 5, a java.lang.Integer, long",
			"handledLong, , null, long" })
	void rejectsHandlerResultOfWrongType(String method, @Nullable Integer answer, String got, String type) {
		this.handler = (call) -> answer;
		try (Lease held = this.locks.elsewhere().obtain("order:7").acquire()) {
			assertThatIllegalStateException().isThrownBy(() -> invoke(method))
				.withMessage(PLAIN.replace("plain", method) + ": handler 'busyHandler' returned " + got
						+ ", but the method returns " + type)
				.withCauseInstanceOf(LockAcquisitionTimeoutException.class);
			assertThat(held.isValid()).isTrue();
		}
	}

	@Test
	void acceptsAnyHandlerResultForVoidMethod() throws Throwable {
		try (Lease held = this.locks.elsewhere().obtain("order:7").acquire()) {
			this.handler = (call) -> null;
			assertThat(invoke("handled")).isNull();
			this.handler = (call) -> "anything";
			assertThat(invoke("handledVoid")).isNull();
			this.handler = (call) -> 5L;
			assertThat(invoke("handledLong")).isEqualTo(5L);
			assertThat(held.isValid()).isTrue();
		}
	}

	@Test
	void proceedsWithWarningWhenStoreIsUnavailable(CapturedOutput output) throws Throwable {
		this.locks.here().stop();
		assertThat(invoke("proceeding", () -> {
			assertThat(CurrentLease.find()).isEmpty();
			return "shipped";
		})).isEqualTo("shipped");
		assertThat(output).contains("WARN")
			.contains(PLAIN.replace("plain", "proceeding")
					+ " runs WITHOUT its lock: Lock 'order:7' is unavailable: its registry is stopped");
	}

	@Test
	void skipsWithWarningWhenStoreIsUnavailable(CapturedOutput output) throws Throwable {
		this.locks.here().stop();
		assertThat(invoke("skippedUnavailable")).isEqualTo(Optional.empty());
		assertThat(output).contains("WARN")
			.contains(PLAIN.replace("plain", "skippedUnavailable")
					+ " is skipped: Lock 'order:7' is unavailable: its registry is stopped");
	}

	@ParameterizedTest
	@ValueSource(strings = { "proceeding", "skippedUnavailable", "handledUnavailable" })
	void onUnavailableDoesNotApplyToTimeout(String method) {
		this.handler = (call) -> "handled";
		try (Lease held = this.locks.elsewhere().obtain("order:7").acquire()) {
			assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(() -> invoke(method));
			assertThat(held.isValid()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "skipped", "handled" })
	void onTimeoutDoesNotApplyToUnavailableStore(String method) {
		this.handler = (call) -> "handled";
		this.locks.here().stop();
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> invoke(method));
	}

	@ParameterizedTest
	@ValueSource(strings = { "handled", "handledUnavailable", "proceeding", "skippedUnavailable" })
	void exceptionOfTheMethodIsNotHandled(String method) {
		this.handler = (call) -> "handled";
		for (RuntimeException failure : List.of(new LockAcquisitionTimeoutException("inner", Duration.ZERO, null),
				new LockUnavailableException("inner", Duration.ZERO, "gone", null))) {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> invoke(method, () -> {
				throw failure;
			})).isSameAs(failure);
		}
	}

	private @Nullable Object invoke(String method) throws Throwable {
		return invoke(method, () -> {
			throw new AssertionError("was called");
		});
	}

	private @Nullable Object invoke(String method, MethodCall call) throws Throwable {
		LockOperation operation = this.source.find(method(method), Methods.class);
		return this.invoker.invoke(operation, this, new Object[] { 7L }, call);
	}

	private static Method method(String name) {
		return Arrays.stream(Methods.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	abstract static class Methods {

		@DistributedLock(name = "order", key = "#id", timeout = "0s")
		abstract String plain(long id);

		@DistributedLock(name = "order", key = "#id", timeout = "0s", onTimeout = OnTimeout.SKIP)
		abstract String skipped(long id);

		@DistributedLock(name = "order", key = "#id", timeout = "0s", onTimeout = OnTimeout.HANDLE)
		abstract String handled(long id);

		@DistributedLock(name = "order", key = "#id", timeout = "0s", onTimeout = OnTimeout.HANDLE)
		abstract long handledLong(long id);

		@DistributedLock(name = "order", key = "#id", timeout = "0s", onTimeout = OnTimeout.HANDLE)
		abstract void handledVoid(long id);

		@DistributedLock(name = "order", key = "#id", timeout = "0s", onUnavailable = OnUnavailable.HANDLE)
		abstract String handledUnavailable(long id);

		@DistributedLock(name = "order", key = "#id", timeout = "0s", onUnavailable = OnUnavailable.PROCEED)
		abstract String proceeding(long id);

		@DistributedLock(name = "order", key = "#id", timeout = "0s", onUnavailable = OnUnavailable.SKIP)
		abstract Optional<String> skippedUnavailable(long id);

	}

}
