package io.github.batonlock.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

	/** The rows below a head whose last cell is "test". */
	private static final Pattern TESTS = Pattern.compile("(?m)^\\|.*\\| test \\|\\n\\|[-|]+\\n((?:\\|.*\\n?)+)");

	/** A last cell that names a test with its class, in whatever table. */
	private static final Pattern CELL_WITH_TEST = Pattern
		.compile("(?m)^\\|.*\\|([^|]*`\\w+(?:Tests|Contract)\\b[^|]*)\\|$");

	/** A class of tests, a method of it, or a method of the class named before. */
	private static final Pattern TEST = Pattern.compile("`(?:(\\w+(?:Tests|Contract)))?\\.?([a-z]\\w+)?`");

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

	@ParameterizedTest
	@MethodSource("pages")
	void testsInTablesExist(Path page) throws IOException {
		Map<String, String> tests = tests();
		assertThat(cellsOfTests(page)).allSatisfy((cell) -> {
			String current = "";
			assertThat(cell).as("a test by its name").containsPattern(TEST);
			for (MatchResult test : TEST.matcher(cell).results().toList()) {
				String name = Objects.requireNonNullElse(test.group(1), current);
				String method = test.group(2);
				assertThat(tests).containsKey(name);
				if (method != null) {
					assertThat(tests.get(name)).containsPattern("(void |fun |`)" + method + "[(`]");
				}
				current = name;
			}
		});
	}

	@ParameterizedTest
	@MethodSource("pages")
	void testsAreInColumnsOfThatName(Path page) {
		assertThat(cellsOfTests(page)).containsAll(groups(CELL_WITH_TEST, read(page)));
	}

	@Test
	void tablesOfTestsAreFound() throws IOException {
		assertThat(pages().stream().flatMap((page) -> cellsOfTests(page).stream())).hasSizeGreaterThan(100);
	}

	private static List<String> cellsOfTests(Path page) {
		return groups(TESTS, read(page)).stream()
			.flatMap(String::lines)
			.map((row) -> row.replaceFirst("^.*\\|(.*)\\|$", "$1"))
			.toList();
	}

	private static Map<String, String> tests() throws IOException {
		Map<String, String> tests = new TreeMap<>();
		for (String module : List.of("lock-autoconfigure", "lock-test", "lock-sample-app")) {
			for (Path file : files(Path.of("..", module, "src", "test"), ".*(Tests|Contract)\\.(java|kt)")) {
				tests.put(file.getFileName().toString().replaceFirst("\\..*", ""), read(file));
			}
		}
		return tests;
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
