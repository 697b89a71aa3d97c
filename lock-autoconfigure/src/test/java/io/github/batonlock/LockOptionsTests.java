package io.github.batonlock;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LockOptions}.
 */
class LockOptionsTests {

	private static final Duration SHORT = Duration.ofSeconds(1);

	private static final Duration LONG = Duration.ofSeconds(2);

	@ParameterizedTest(name = "{0}")
	@MethodSource("options")
	<T> void nothingIsSetUnlessAsked(String name, Function<LockOptions, T> get, Option<T> set, T value, T other) {
		assertThat(get.apply(LockOptions.configured())).isNull();
		assertThat(get.apply(built(set, value))).isEqualTo(value);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("options")
	<T> void codeWinsOverRuleOverGlobal(String name, Function<LockOptions, T> get, Option<T> set, T value, T other) {
		LockOptions unset = LockOptions.configured();
		LockOptions first = built(set, value);
		LockOptions next = built(set, other);
		assertThat(get.apply(first.withDefaults(next).withDefaults(next))).isEqualTo(value);
		assertThat(get.apply(unset.withDefaults(first).withDefaults(next))).isEqualTo(value);
		assertThat(get.apply(unset.withDefaults(unset).withDefaults(first))).isEqualTo(value);
		assertThat(get.apply(LockOptions.builder().build().withDefaults(first))).isEqualTo(value);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("options")
	<T> void differInEachOption(String name, Function<LockOptions, T> get, Option<T> set, T value, T other) {
		LockOptions options = built(set, value);
		assertThat(options).isEqualTo(built(set, value))
			.hasSameHashCodeAs(built(set, value))
			.hasToString(built(set, value).toString())
			.isNotEqualTo(built(set, other))
			.isNotEqualTo(LockOptions.configured())
			.isNotEqualTo(options.toString());
		assertThat(options.toString()).startsWith("LockOptions[").contains(name + "=" + value);
	}

	@Test
	void completesEachOptionByItself() {
		LockOptions code = LockOptions.builder().timeout(SHORT).build();
		LockOptions rule = LockOptions.builder().timeout(LONG).maxHold(SHORT).build();
		LockOptions global = LockOptions.builder().maxHold(LONG).lease(LONG).build();
		assertThat(code.withDefaults(rule).withDefaults(global))
			.isEqualTo(LockOptions.builder().timeout(SHORT).maxHold(SHORT).lease(LONG).build());
	}

	@Test
	void defaultWaitingIsLeftToTheConfiguration() {
		assertThat(LockOptions.builder().waiting(Waiting.SPIN).waiting(Waiting.DEFAULT).build())
			.isEqualTo(LockOptions.configured());
	}

	@Test
	void builderMayGoOnWithoutChangingWhatItBuilt() {
		LockOptions.Builder builder = LockOptions.builder().timeout(SHORT);
		LockOptions built = builder.build();
		builder.timeout(LONG);
		assertThat(built.timeout()).isEqualTo(SHORT);
	}

	@Test
	void takesTheLeastThatIsAllowed() {
		LockOptions least = LockOptions.builder()
			.timeout(Duration.ZERO)
			.lease(Duration.ofMillis(100))
			.maxHold(Duration.ZERO)
			.minHold(Duration.ZERO)
			.linger(Duration.ZERO)
			.spinInterval(Duration.ofMillis(10))
			.build();
		assertThat(least.lease()).isEqualTo(Duration.ofMillis(100));
	}

	@Test
	void takesTheMostThatIsAllowed() {
		LockOptions most = LockOptions.builder()
			.timeout(ChronoUnit.FOREVER.getDuration())
			.lease(LockOptions.LONGEST)
			.maxHold(LockOptions.LONGEST)
			.minHold(LockOptions.LONGEST)
			.linger(LockOptions.LONGEST)
			.spinInterval(LockOptions.LONGEST)
			.leakDetectionThreshold(LockOptions.LONGEST)
			.build();
		assertThat(most.lease()).isEqualTo(Duration.ofDays(365));
	}

	@ParameterizedTest
	@ValueSource(strings = { "lease", "maxHold", "minHold", "linger", "spinInterval", "leakDetectionThreshold" })
	void refusesMore(String name) {
		Option<Duration> option = Map
			.<String, Option<Duration>>of("lease", LockOptions.Builder::lease, "maxHold", LockOptions.Builder::maxHold,
					"minHold", LockOptions.Builder::minHold, "linger", LockOptions.Builder::linger, "spinInterval",
					LockOptions.Builder::spinInterval, "leakDetectionThreshold",
					LockOptions.Builder::leakDetectionThreshold)
			.get(name);
		String property = name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
		assertThatIllegalArgumentException().isThrownBy(() -> built(option, LockOptions.LONGEST.plusMillis(1)))
			.withMessage(property + " must not be longer than 365 days, but is 31536000001 ms");
		assertThatIllegalArgumentException().isThrownBy(() -> built(option, ChronoUnit.FOREVER.getDuration()))
			.withMessage(property + " must not be longer than 365 days, but is " + ChronoUnit.FOREVER.getDuration());
		assertThatIllegalArgumentException().isThrownBy(() -> built(option, Duration.ofSeconds(Long.MIN_VALUE)))
			.withMessageStartingWith(property + " must not be less than ");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("tooLittle")
	void refusesLess(String message, Consumer<LockOptions.Builder> set) {
		assertThatIllegalArgumentException().isThrownBy(() -> set.accept(LockOptions.builder())).withMessage(message);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("objects")
	<T> void refusesNull(String name, Function<LockOptions, T> get, Option<T> set, T value, T other) {
		assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> built(set, null))
			.withMessageEndingWith("must not be null");
	}

	static Stream<Arguments> options() {
		return Stream.concat(objects(), Stream.of(option("interruptOnLost", LockOptions::interruptOnLost,
				LockOptions.Builder::interruptOnLost, true, false)));
	}

	static Stream<Arguments> objects() {
		return Stream.of(option("timeout", LockOptions::timeout, LockOptions.Builder::timeout, SHORT, LONG),
				option("lease", LockOptions::lease, LockOptions.Builder::lease, SHORT, LONG),
				option("maxHold", LockOptions::maxHold, LockOptions.Builder::maxHold, SHORT, LONG),
				option("minHold", LockOptions::minHold, LockOptions.Builder::minHold, SHORT, LONG),
				option("linger", LockOptions::linger, LockOptions.Builder::linger, SHORT, LONG),
				option("waiting", LockOptions::waiting, LockOptions.Builder::waiting, Waiting.SPIN, Waiting.PUBSUB),
				option("spinInterval", LockOptions::spinInterval, LockOptions.Builder::spinInterval, SHORT, LONG),
				option("fencing", LockOptions::fencing, LockOptions.Builder::fencing, Fencing.EAGER, Fencing.ON_DEMAND),
				option("leakDetectionThreshold", LockOptions::leakDetectionThreshold,
						LockOptions.Builder::leakDetectionThreshold, SHORT, LONG),
				option("category", LockOptions::category, LockOptions.Builder::category, "a", "b"));
	}

	static Stream<Arguments> tooLittle() {
		return Stream.of(
				tooLittle("timeout must not be less than 0 ms, but is -1 ms",
						(options) -> options.timeout(Duration.ofMillis(-1))),
				tooLittle("lease must not be less than 100 ms, but is 99 ms",
						(options) -> options.lease(Duration.ofMillis(99))),
				tooLittle("max-hold must not be less than 0 ms, but is -1 ms",
						(options) -> options.maxHold(Duration.ofMillis(-1))),
				tooLittle("min-hold must not be less than 0 ms, but is -1 ms",
						(options) -> options.minHold(Duration.ofMillis(-1))),
				tooLittle("linger must not be less than 0 ms, but is -1 ms",
						(options) -> options.linger(Duration.ofMillis(-1))),
				tooLittle("leak-detection-threshold must not be less than 0 ms, but is -1 ms",
						(options) -> options.leakDetectionThreshold(Duration.ofMillis(-1))),
				tooLittle("category must not be blank", (options) -> options.category(" ")),
				tooLittle("spin-interval must not be less than 10 ms, but is 9 ms",
						(options) -> options.spinInterval(Duration.ofMillis(9))));
	}

	private static <T> Arguments option(String name, Function<LockOptions, T> get, Option<T> set, T value, T other) {
		return Arguments.of(name, get, set, value, other);
	}

	private static Arguments tooLittle(String message, Consumer<LockOptions.Builder> set) {
		return Arguments.of(message, set);
	}

	private static <T> LockOptions built(Option<T> option, T value) {
		LockOptions.Builder builder = LockOptions.builder();
		option.set(builder, value);
		return builder.build();
	}

	/**
	 * A setter of the builder.
	 *
	 * @param <T> type of the option
	 */
	interface Option<T> {

		void set(LockOptions.Builder builder, T value);

	}

}
