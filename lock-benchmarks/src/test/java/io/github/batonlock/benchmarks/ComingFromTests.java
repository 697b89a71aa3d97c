package io.github.batonlock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.redisson.config.Config;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that docs/coming-from.md shows code of other libraries that compiles, and knows
 * their defaults.
 */
class ComingFromTests {

	private static final Pattern BEFORE = Pattern.compile("```java before\\n(.*?)```", Pattern.DOTALL);

	private final String page = read("../docs/coming-from.md");

	@Test
	void javaBeforeIsCompiled() {
		String compiled = words(read("src/test/java/io/github/batonlock/benchmarks/ComingFromExamples.java"));
		List<String> examples = BEFORE.matcher(this.page).results().map((match) -> match.group(1)).toList();
		assertThat(examples).hasSizeGreaterThanOrEqualTo(6)
			.flatMap((example) -> Stream.of(example.split("\n\n")).toList())
			.allSatisfy((paragraph) -> assertThat(compiled).contains(words(paragraph)));
	}

	@Test
	void onlyWhatIsMarkedSoIsNotCompiled() {
		assertThat(this.page.lines().filter((line) -> line.startsWith("```java"))).containsOnly("```java",
				"```java before", "```java before, not compiled");
	}

	@Test
	void watchdogOfRedissonIsAsSaid() {
		assertThat(this.page).contains("| no lease time: 30 s, renewed (`lockWatchdogTimeout`) |");
		assertThat(new Config().getLockWatchdogTimeout()).isEqualTo(30_000);
	}

	private static String words(String text) {
		return text.strip().replaceAll("\\s+", " ");
	}

	private static String read(String path) {
		try {
			return Files.readString(Path.of(path));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
