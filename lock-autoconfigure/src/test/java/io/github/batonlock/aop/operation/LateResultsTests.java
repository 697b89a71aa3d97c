package io.github.batonlock.aop.operation;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.aop.call.LockInvoker;
import io.github.batonlock.testing.TestLocks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.util.ReflectionUtils;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LateResults}, when methods are read and when their calls return: no
 * method returns a result that ends after its lock.
 */
@Timeout(60)
class LateResultsTests {

	private static final LockAnnotationParser parser = new LockAnnotationParser((text) -> text);

	private final TestLocks locks = new TestLocks();

	private final LockInvoker invoker = new LockInvoker(this.locks::here, null, true);

	@AfterEach
	void nothingIsLeftHeld() {
		assertThat(this.locks.isFree("order")).isTrue();
		this.locks.close();
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiterString = " | ", textBlock = """
			callable      | Callable | called | lock a method that it calls
			task          | WebAsyncTask | called | lock a method that it calls
			deferred      | DeferredResult | set | CompletableFuture and CompletionStage can be returned
			body          | StreamingResponseBody | written | lock a method that it calls
			emitter       | SseEmitter | written | lock a method that writes
			stream        | Stream | read | return a collection instead
			numbers       | IntStream | read | return a collection instead
			sequence      | Sequence | read | return a collection instead
			""")
	void rejectsResultsProcessedAfterReturn(String method, String type, String done, String advice) {
		refuses(method, "a method that returns " + type + " cannot be locked, because that is " + done
				+ " after the lock has been released; " + advice);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "entity, ResponseEntity, Mono", "http, HttpEntity, CompletableFuture",
			"optional, Optional, CompletableFuture", "list, List, Future", "ownList, Futures, CompletableFuture",
			"map, Map, CompletionStage", "array, CompletableFuture[], CompletableFuture", "deep, Optional, Mono",
			"nested, Mono, Flux", "later, CompletableFuture, Flux", "bounded, Optional, CompletableFuture" })
	void rejectsResultsThatHoldLateResult(String method, String type, String held) {
		refuses(method,
				"a method that returns " + type + " cannot be locked, because the " + held
						+ " in it ends after the lock has been released; a future or publisher can be returned by "
						+ "itself, or as what gives all that is around it");
	}

	@Test
	void rejectsEntityWithLateBody() {
		refuses("entityOfBody", "a method that returns ResponseEntity cannot be locked, because the "
				+ "StreamingResponseBody in it is written after the lock has been released; lock a method that it calls");
	}

	private static void refuses(String method, String reason) {
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> operation(method))
			.withMessage("@DistributedLock(name = \"order\") on " + Methods.class.getName() + "." + method + "(): "
					+ reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "job", "path", "listOfText", "supplier", "entityOfText" })
	void acceptsCompleteResults(String method) {
		assertThat(operation(method).result()).isEqualTo(ResultKind.VALUE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "any", "generic", "entityOfAny", "rawEntity", "optionalOfAny" })
	void examinesEachResultOfOpenType(String method) {
		assertThat(operation(method).result()).isEqualTo(ResultKind.OPEN);
	}

	@Test
	void resolvesTypeVariablesByTheClassOfTheBean() {
		Method method = method(Generic.class, "get");
		assertThat(operation(method, OfFuture.class).result()).isEqualTo(ResultKind.FUTURE);
		assertThat(operation(method, OfFlux.class).result()).isEqualTo(ResultKind.PUBLISHER);
		assertThat(operation(method, OfFlux.class).type()).isEqualTo(Flux.class);
		assertThat(operation(method, OfText.class).result()).isEqualTo(ResultKind.VALUE);
		assertThat(operation(method, Generic.class).result()).isEqualTo(ResultKind.OPEN);
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> operation(method, OfStream.class))
			.withMessageContaining("a method that returns Stream cannot be locked");
	}

	static Stream<Arguments> resultsToCome() {
		return Stream
			.<Supplier<Object>>of(CompletableFuture::new, () -> new CompletableFuture<>().minimalCompletionStage(),
					() -> new FutureTask<>(() -> ""), () -> Mono.just(""), Flux::empty, DeferredResult::new,
					() -> new WebAsyncTask<>(() -> ""), SseEmitter::new, () -> Stream.of(""),
					LateResultsTests::callable, LateResultsTests::body)
			.flatMap((result) -> Stream.of(Arguments.of("any", result.get()), Arguments.of("generic", result.get()),
					Arguments.of("optionalOfAny", Optional.of(result.get())),
					Arguments.of("entityOfAny", ResponseEntity.ok(result.get()))));
	}

	private static Callable<String> callable() {
		return () -> "";
	}

	private static StreamingResponseBody body() {
		return (output) -> {
		};
	}

	@ParameterizedTest
	@MethodSource("resultsToCome")
	void callFailsWhenResultIsIncomplete(String method, Object result) {
		assertThatIllegalStateException().isThrownBy(() -> invoke(method, result))
			.withMessageStartingWith("@DistributedLock(name = \"order\") on " + Methods.class.getName() + "." + method
					+ "(): the method returned a ")
			.withMessageMatching("(?s).*, which completes after the lock has been released. Its return type "
					+ "must declare that, but is (Object|Optional|ResponseEntity)");
	}

	@Test
	void incompleteResultIsCancelledOrClosed() {
		CompletableFuture<String> future = new CompletableFuture<>();
		assertThatIllegalStateException().isThrownBy(() -> invoke("any", future));
		assertThat(future).isCancelled();
		AtomicBoolean closed = new AtomicBoolean();
		assertThatIllegalStateException()
			.isThrownBy(() -> invoke("any", Stream.of("").onClose(() -> closed.set(true))));
		assertThat(closed).isTrue();
	}

	static Stream<Object> completeResults() {
		return Stream.of("text", List.of(), Optional.empty(), ResponseEntity.noContent().build(),
				CompletableFuture.completedFuture("done"), CompletableFuture.completedStage("done"),
				CompletableFuture.failedFuture(new IllegalStateException("failed")));
	}

	@ParameterizedTest
	@MethodSource("completeResults")
	void completeResultIsPassedOn(Object result) throws Throwable {
		assertThat(invoke("any", result)).isSameAs(result);
	}

	@Test
	void nullResultIsPassedOn() throws Throwable {
		assertThat(invoke("any", null)).isNull();
	}

	private @Nullable Object invoke(String method, @Nullable Object result) throws Throwable {
		return this.invoker.invoke(operation(method), this, new Object[0], () -> {
			assertThat(this.locks.isHeldHere("order")).isTrue();
			return result;
		});
	}

	private static LockOperation operation(String method) {
		return operation(method(Methods.class, method), Methods.class);
	}

	private static LockOperation operation(Method method, Class<?> targetClass) {
		return parser.parse(Methods.class.getAnnotation(DistributedLock.class), method, targetClass);
	}

	private static Method method(Class<?> type, String name) {
		return Arrays.stream(ReflectionUtils.getDeclaredMethods(type))
			.filter((method) -> method.getName().equals(name))
			.findAny()
			.orElseThrow();
	}

	static final class Job implements Callable<String> {

		@Override
		public String call() {
			return "";
		}

	}

	@SuppressWarnings("serial")
	static final class Futures extends ArrayList<CompletableFuture<String>> {

	}

	@DistributedLock(name = "order")
	abstract static class Methods {

		abstract Callable<String> callable();

		abstract WebAsyncTask<String> task();

		abstract DeferredResult<String> deferred();

		abstract StreamingResponseBody body();

		abstract SseEmitter emitter();

		abstract Stream<String> stream();

		abstract IntStream numbers();

		abstract kotlin.sequences.Sequence<String> sequence();

		abstract ResponseEntity<Mono<String>> entity();

		abstract HttpEntity<CompletableFuture<String>> http();

		abstract ResponseEntity<StreamingResponseBody> entityOfBody();

		abstract Optional<CompletableFuture<String>> optional();

		abstract List<Future<String>> list();

		abstract Futures ownList();

		abstract Map<String, CompletionStage<String>> map();

		abstract CompletableFuture<String>[] array();

		abstract Optional<Map<String, List<Mono<String>>>> deep();

		abstract Mono<Flux<String>> nested();

		abstract CompletableFuture<ResponseEntity<Flux<String>>> later();

		abstract Optional<? extends CompletableFuture<String>> bounded();

		abstract Job job();

		abstract Path path();

		abstract List<String> listOfText();

		abstract Supplier<CompletableFuture<String>> supplier();

		abstract ResponseEntity<String> entityOfText();

		abstract Object any();

		abstract <T> T generic();

		abstract ResponseEntity<?> entityOfAny();

		@SuppressWarnings("rawtypes")
		abstract ResponseEntity rawEntity();

		abstract Optional<Object> optionalOfAny();

	}

	static class Generic<T extends @Nullable Object> {

		T get() {
			throw new UnsupportedOperationException();
		}

	}

	static final class OfFuture extends Generic<CompletableFuture<String>> {

	}

	static final class OfFlux extends Generic<Flux<String>> {

	}

	static final class OfText extends Generic<String> {

	}

	static final class OfStream extends Generic<Stream<String>> {

	}

}
