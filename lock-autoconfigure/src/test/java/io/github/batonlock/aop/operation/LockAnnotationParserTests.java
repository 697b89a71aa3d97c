package io.github.batonlock.aop.operation;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockOptions;
import io.github.batonlock.Waiting;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.PropertyPlaceholderHelper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LockAnnotationParser}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LockAnnotationParserTests {

	private static final Map<String, String> properties = Map.of("time", "7s", "name", "order:#{#id}", "key", "#id",
			"wrong", "soon");

	private final LockAnnotationParser parser = new LockAnnotationParser(
			(text) -> new PropertyPlaceholderHelper("${", "}", ":", null, false).replacePlaceholders(text,
					properties::get));

	@Test
	void readsAttributesOfTheAnnotation() {
		LockOperation operation = parse("full");
		assertThat(operation.options()).isEqualTo(LockOptions.builder()
			.timeout(Duration.ofSeconds(5))
			.maxHold(Duration.ofMinutes(1))
			.minHold(Duration.ofSeconds(20))
			.waiting(Waiting.SPIN)
			.category("order")
			.build());
		assertThat(operation.onFailure())
			.isEqualTo(new OnFailure(DistributedLock.OnTimeout.SKIP, DistributedLock.OnUnavailable.THROW, ""));
		assertThat(operation.description()).isEqualTo("@DistributedLock(name = \"order\", key = \"#id\") on "
				+ Methods.class.getName() + ".full(long, String[])");
	}

	@Test
	void readsSeveralNames() {
		LockOperation operation = parse("several");
		assertThat(operation.name()).hasToString("order:#id:#id, 'x' + #id:#id");
		assertThat(operation.description())
			.isEqualTo("@DistributedLock(name = {\"${name}\", \"'x' + #id\"}, key = \"#id\") on "
					+ Methods.class.getName() + ".several(long)");
	}

	@Test
	void warnsOfNamesThatEqualArgumentNames(CapturedOutput output) {
		parse("forgotten");
		assertThat(output).contains("@DistributedLock(name = {\"id\", \"other\"}) on " + Methods.class.getName()
				+ ".forgotten(long): the name id is one lock for all calls; the argument is #id");
		assertThat(output).doesNotContain("the name other");
	}

	@Test
	void doesNotWarnOfNamesWithKey(CapturedOutput output) {
		parse("meant");
		assertThat(output).doesNotContain("one lock for all calls");
	}

	@Test
	void leavesTheRestToTheConfiguration() {
		LockOperation operation = parse("bare");
		assertThat(operation.options()).isEqualTo(LockOptions.builder().category("order").build());
		assertThat(operation.onFailure())
			.isEqualTo(new OnFailure(DistributedLock.OnTimeout.THROW, DistributedLock.OnUnavailable.THROW, ""));
		assertThat(operation.description())
			.isEqualTo("@DistributedLock(name = \"order\") on " + Methods.class.getName() + ".bare()");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "style, 5s", "iso, 5s", "millis, 5s", "compound, 90s", "placeholder, 7s", "absent, 9s", "zero, 0s" })
	void readsDurationsAsBootDoes(String method, String timeout) {
		assertThat(parse(method).options().timeout()).isEqualTo(Duration.parse("PT" + timeout));
	}

	@Test
	void acceptsAnyMinHoldWithoutMaxHold() {
		assertThat(parse("neverEnding").options().minHold()).hasMinutes(2);
	}

	@Test
	void namesAreTheCategoryBeforeTheyAreEvaluated() {
		assertThat(parse("placeholders").options().category()).isEqualTo("order:#{#id}");
		assertThat(parse("several").options().category()).isEqualTo("order:#{#id}, 'x' + #id");
	}

	@Test
	void resolvesPlaceholdersBeforeTheFormIsDecided() {
		assertThat(parse("placeholders").name()).hasToString("order:#id:#id");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiterString = " | ", textBlock = """
			negative       | timeout must not be negative, but is -5s
			negativeHold   | maxHold must not be negative, but is PT-1S
			negativeLeast  | minHold must not be negative, but is -1s
			contradicting  | minHold 2m must not be longer than maxHold 1m
			skippedLong    | SKIP has nothing to return for the primitive type long
			tooLong        | minHold must not be longer than 365 days, but is 366d
			muchTooLong    | maxHold must not be longer than 365 days, but is PT2562047788015215H
			unparsable     | timeout soon is not a duration such as 5s or PT5S
			unparsableHold | maxHold 5 parsecs is not a duration such as 5s or PT5S
			wrongProperty  | timeout soon is not a duration such as 5s or PT5S
			noProperty     | Could not resolve placeholder 'none' in value "${none}"
			noName         | a name is missing
			fixed          | a final method cannot be locked, because no proxy can intercept it
			hidden         | a private method cannot be locked, because no proxy can intercept it
			shared         | a static method cannot be locked, because no proxy can intercept it
			skippedInt     | SKIP has nothing to return for the primitive type int
			unknown        | the expression #x uses #x, but knows only #id, #p0, #a0, #root
			""")
	void rejectsInvalidAttributes(String method, String message) {
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> parse(method))
			.withMessageStartingWith("@DistributedLock(name = ")
			.withMessageContaining(" on " + Methods.class.getName() + "." + method + "(")
			.withMessageEndingWith("): " + message);
	}

	@ParameterizedTest
	@CsvSource({ "CompletableFuture, FUTURE", "CompletionStage, FUTURE", "Mono, PUBLISHER", "Flux, PUBLISHER",
			"Publisher, PUBLISHER", "Completable, PUBLISHER" })
	void findsKindOfLateResults(String type, ResultKind kind) {
		assertThat(parse("returns" + type).result()).isEqualTo(kind);
	}

	@Test
	void rejectsFutureWithoutCallback() {
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> parse("returnsFuture"))
			.withMessageEndingWith("a method that returns Future cannot be locked, because it does not tell when "
					+ "its result is complete; CompletableFuture and CompletionStage can be");
	}

	@Test
	void rejectsSpecialPublisher() {
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> parse("returnsConnectableFlux"))
			.withMessageEndingWith(
					"a method that returns ConnectableFlux cannot be locked, but one that returns Flux can be");
	}

	@Test
	void rejectsSkipForResultThatIsNeverEmpty() {
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> parse("skippedSingle"))
			.withMessageEndingWith("SKIP has nothing to return for the type Single, which is never empty");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Mono", "Flux", "Publisher", "Completable" })
	void rejectsPublishersWithoutReactor(String type) {
		LockAnnotationParser without = new LockAnnotationParser((text) -> text,
				new LockBeans(new StaticListableBeanFactory()),
				new ResultKindResolver(new FilteredClassLoader("reactor")));
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> parse(without, "returns" + type))
			.withMessageEndingWith("a method that returns " + type
					+ " cannot be locked, because that requires Reactor, which is missing");
		assertThat(parse(without, "returnsCompletableFuture").result()).isEqualTo(ResultKind.FUTURE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "skippedVoid", "skippedInteger", "skippedOptional" })
	void acceptsSkipForResultsThatCanBeEmpty(String method) {
		assertThat(parse(method).onFailure().skips()).isTrue();
	}

	private LockOperation parse(String name) {
		return parse(this.parser, name);
	}

	private static LockOperation parse(LockAnnotationParser parser, String name) {
		Method method = Arrays.stream(Methods.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		return parser.parse(method.getAnnotation(DistributedLock.class), method, Methods.class);
	}

	abstract static class Methods {

		@DistributedLock(name = "order", key = "#id", timeout = "5s", maxHold = "1m", minHold = "20s",
				waiting = Waiting.SPIN, onTimeout = DistributedLock.OnTimeout.SKIP)
		void full(long id, String[] lines) {
		}

		@DistributedLock(name = { "${name}", "'x' + #id" }, key = "#id")
		void several(long id) {
		}

		@DistributedLock(name = { "id", "other" })
		void forgotten(long id) {
		}

		@DistributedLock(name = "id", key = "#id")
		void meant(long id) {
		}

		@DistributedLock(name = "order")
		void bare() {
		}

		@DistributedLock(name = "order", timeout = "5s")
		void style() {
		}

		@DistributedLock(name = "order", timeout = "PT5S")
		void iso() {
		}

		@DistributedLock(name = "order", timeout = "5000")
		void millis() {
		}

		@DistributedLock(name = "order", timeout = "1m30s")
		void compound() {
		}

		@DistributedLock(name = "order", timeout = "${time}")
		void placeholder() {
		}

		@DistributedLock(name = "order", timeout = "${none:9s}")
		void absent() {
		}

		@DistributedLock(name = "order", timeout = "0s")
		void zero() {
		}

		@DistributedLock(name = "${name}", key = "${key}")
		void placeholders(long id) {
		}

		@DistributedLock(name = "order", timeout = "-5s")
		void negative() {
		}

		@DistributedLock(name = "order", maxHold = "PT-1S")
		void negativeHold() {
		}

		@DistributedLock(name = "order", minHold = "-1s")
		void negativeLeast() {
		}

		@DistributedLock(name = "order", minHold = "366d")
		void tooLong() {
		}

		@DistributedLock(name = "order", maxHold = "PT2562047788015215H")
		void muchTooLong() {
		}

		@DistributedLock(name = "order", minHold = "2m", maxHold = "1m")
		void contradicting() {
		}

		@DistributedLock(name = "order", minHold = "2m", maxHold = "0s")
		void neverEnding() {
		}

		@DistributedLock(name = "order", onUnavailable = DistributedLock.OnUnavailable.SKIP)
		abstract long skippedLong();

		@DistributedLock(name = "order", timeout = "soon")
		void unparsable() {
		}

		@DistributedLock(name = "order", maxHold = "5 parsecs")
		void unparsableHold() {
		}

		@DistributedLock(name = "order", timeout = "${wrong}")
		void wrongProperty() {
		}

		@DistributedLock(name = "order", timeout = "${none}")
		void noProperty() {
		}

		@DistributedLock(key = "'x'")
		void noName() {
		}

		@DistributedLock(name = "order")
		final void fixed() {
		}

		@DistributedLock(name = "order")
		private void hidden() {
		}

		@DistributedLock(name = "order")
		static void shared() {
		}

		@DistributedLock(name = "order", onTimeout = DistributedLock.OnTimeout.SKIP)
		abstract int skippedInt();

		@DistributedLock(name = "order", onTimeout = DistributedLock.OnTimeout.SKIP)
		abstract void skippedVoid();

		@DistributedLock(name = "order", onTimeout = DistributedLock.OnTimeout.SKIP)
		abstract @Nullable Integer skippedInteger();

		@DistributedLock(name = "order", onTimeout = DistributedLock.OnTimeout.SKIP)
		abstract Optional<String> skippedOptional();

		@DistributedLock(name = "order", key = "#x")
		abstract void unknown(long id);

		@DistributedLock(name = "order")
		abstract CompletableFuture<String> returnsCompletableFuture();

		@DistributedLock(name = "order")
		abstract CompletionStage<String> returnsCompletionStage();

		@DistributedLock(name = "order")
		abstract Future<String> returnsFuture();

		@DistributedLock(name = "order")
		abstract Mono<String> returnsMono();

		@DistributedLock(name = "order")
		abstract Flux<String> returnsFlux();

		@DistributedLock(name = "order")
		abstract ConnectableFlux<String> returnsConnectableFlux();

		@DistributedLock(name = "order")
		abstract Completable returnsCompletable();

		@DistributedLock(name = "order", onTimeout = DistributedLock.OnTimeout.SKIP)
		abstract Single<String> skippedSingle();

		@DistributedLock(name = "order")
		abstract java.util.concurrent.Flow.Publisher<String> returnsPublisher();

	}

}
