package io.github.batonlock.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that README.md and the pages of docs say what is.
 */
class ReadmeTests {

	private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

	private static final Pattern KOTLIN = Pattern.compile("```kotlin\\n(.*?)```", Pattern.DOTALL);

	private static final Path KOTLIN_EXAMPLES = Path.of("src/test/kotlin/io/github/batonlock/KotlinExamples.kt");

	private static final Path EXAMPLES = Path.of("src/test/java/io/github/batonlock");

	private static final Path DEMO = Path.of("src/test/java/com/example/demo");

	private static final Path TEST_KIT_EXAMPLES = Path.of("..", "lock-test",
			"src/test/java/io/github/batonlock/test/example");

	private static final Pattern TABLE = Pattern
		.compile("\\| `distributed-lock\\.` \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)");

	private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

	private final String readme = read(Path.of("..", "README.md"));

	@ParameterizedTest
	@MethodSource("pages")
	void javaIsCompiled(Path page) throws IOException {
		String compiled = words(examples());
		assertThat(groups(JAVA, read(page)).stream().flatMap((example) -> Stream.of(example.split("\n\n"))))
			.allSatisfy((example) -> assertThat(compiled).contains(words(example)));
	}

	@Test
	void javaIsFound() {
		assertThat(groups(JAVA, this.readme)).hasSizeGreaterThanOrEqualTo(2);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void kotlinIsCompiled(Path page) throws IOException {
		String compiled = words(read(KOTLIN_EXAMPLES));
		assertThat(groups(KOTLIN, read(page))).allSatisfy((example) -> assertThat(compiled).contains(words(example)));
	}

	static List<Path> pages() throws IOException {
		return Stream.concat(Stream.of(Path.of("..", "README.md")), files(Path.of("..", "docs"), ".*\\.md").stream())
			.toList();
	}

	private static String examples() throws IOException {
		return Stream
			.of(files(EXAMPLES, "(.*Examples|FencedAccounts)\\.java"), files(DEMO, ".*\\.java"),
					files(TEST_KIT_EXAMPLES, ".*\\.java"))
			.flatMap(List::stream)
			.map(ReadmeTests::read)
			.collect(Collectors.joining("\n"));
	}

	private static List<Path> files(Path folder, String name) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter((file) -> file.getFileName().toString().matches(name)).sorted().toList();
		}
	}

	@Test
	void firstExampleLocksNameWithNamespace() {
		assertThat(groups(JAVA, this.readme).get(0)).contains("name = \"order\", key = \"#orderId\"");
	}

	@Test
	void tableListsActualDefaults() {
		Map<String, String> known = new TreeMap<>();
		for (Map<String, Object> property : ConfigurationMetadata.all("distributed-lock.")) {
			Object value = property.getOrDefault("defaultValue", "");
			known.put(((String) property.get("name")).replaceFirst("distributed-lock\\.", ""),
					(value instanceof Number number) ? Long.toString(number.longValue()) : value.toString());
		}
		assertThat(table()).isNotEmpty();
		assertThat(known).containsAllEntriesOf(table());
	}

	/** Properties and defaults; the last default of a row is that of the rest of it. */
	private Map<String, String> table() {
		Map<String, String> table = new TreeMap<>();
		for (String row : groups(TABLE, this.readme).get(0).split("\n")) {
			String[] cells = row.split("\\|");
			List<String> names = groups(QUOTED, cells[1]);
			String[] defaults = cells[2].strip().split(", ");
			for (int i = 0; i < names.size(); i++) {
				table.put(names.get(i), defaults[Math.min(i, defaults.length - 1)]);
			}
		}
		return table;
	}

	private static List<String> groups(Pattern pattern, String text) {
		List<String> groups = new ArrayList<>();
		pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).forEach(groups::add);
		return groups;
	}

	private static String words(String text) {
		return text.strip().replaceAll("\\s+", " ");
	}

	private static String read(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
