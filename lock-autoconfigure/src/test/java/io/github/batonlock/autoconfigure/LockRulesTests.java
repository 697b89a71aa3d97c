package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.batonlock.LockOptions;
import io.github.batonlock.Waiting;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockRules}.
 */
class LockRulesTests {

	@Test
	void withoutRulesAllNamesHaveTheSameOptions() {
		LockRules locks = configured("timeout=3s");
		LockOptions options = locks.optionsFor("a");
		assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(locks.optionsFor("b")).isSameAs(options);
	}

	@Test
	void firstMatchingRuleWins() {
		LockRules locks = configured("rules[0].name=order:vip:*", "rules[0].timeout=1s", "rules[1].name=order:*",
				"rules[1].timeout=2s", "rules[1].waiting=spin");
		assertThat(locks.optionsFor("order:vip:7").timeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(locks.optionsFor("order:vip:7").waiting()).isEqualTo(Waiting.PUBSUB);
		assertThat(locks.optionsFor("order:7").timeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(locks.optionsFor("order:7").waiting()).isEqualTo(Waiting.SPIN);
		assertThat(locks.optionsFor("orders").timeout()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void ruleIsCompletedByCommonValues() {
		LockRules locks = configured("lease=7s", "max-hold=9s", "rules[0].name=a", "rules[0].lease=5s");
		assertThat(locks.optionsFor("a")).isEqualTo(LockOptions.builder()
			.lease(Duration.ofSeconds(5))
			.category("a")
			.build()
			.withDefaults(locks.optionsFor("b")));
		assertThat(locks.optionsFor("b").maxHold()).isEqualTo(Duration.ofSeconds(9));
	}

	@Test
	void patternIsTheCategory() {
		LockRules locks = configured("rules[0].name=order:*");
		assertThat(locks.optionsFor("order:7").category()).isEqualTo("order:*");
		assertThat(locks.optionsFor("a").category()).isNull();
	}

	@Test
	void patternsTakeOnlyTheAsteriskAsSpecial() {
		LockRules locks = configured("rules[0].name=a.c[0]", "rules[0].timeout=1s", "rules[1].name=*:{x}?*",
				"rules[1].timeout=2s");
		assertThat(locks.optionsFor("a.c[0]").timeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(locks.optionsFor("abc0").timeout()).isEqualTo(Duration.ofSeconds(10));
		assertThat(locks.optionsFor("line\nbreak \uD83D\uDD12:{x}?").timeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(locks.optionsFor("a:{x}").timeout()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void optionsOfRulesAreCreatedOnce() {
		LockRules locks = configured(
				IntStream.range(0, 20).mapToObj((i) -> "rules[" + i + "].name=name" + i + ":*").toArray(String[]::new));
		assertThat(locks.optionsFor("name19:a")).isSameAs(locks.optionsFor("name19:b"));
	}

	private static LockRules configured(String... properties) {
		Map<String, String> map = Arrays.stream(properties)
			.map((property) -> property.split("=", 2))
			.collect(Collectors.toMap((pair) -> "distributed-lock." + pair[0], (pair) -> pair[1]));
		return new LockRules(new Binder(new MapConfigurationPropertySource(map)).bindOrCreate("distributed-lock",
				LockProperties.class));
	}

}
