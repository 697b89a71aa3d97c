package io.github.batonlock.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each promise in the tables of the documentation has a test, named by
 * docs/proofs.md.
 */
class ProofsTests {

	private static final Path DOCS = Path.of("..", "docs");

	private static final Path PROOFS = DOCS.resolve("proofs.md");

	/** A table of promises: its first column is called "event" or "way". */
	private static final Pattern PROMISES = Pattern
		.compile("(?m)^\\| (?:event|way) \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n?)+)");

	private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (.*?) (?<!\\\\)\\|");

	private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

	/** A class of tests, and perhaps a method of it. */
	private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests|Contract))(?:\\.(\\w+))?`");

	private static final Pattern NAME_OF_TEST = Pattern.compile("`\\w+(?:Tests|Contract)\\.\\w+");

	@ParameterizedTest
	@MethodSource("pages")
	void eachPromiseIsListed(Path page) {
		assertThat(listed()).containsAll(promises(page));
	}

	@Test
	void eachListRepeatsATableOfPromises() throws IOException {
		List<List<String>> promises = pages().stream().flatMap((page) -> promises(page).stream()).toList();
		List<List<String>> listed = listed();
		assertThat(listed.subList(0, listed.size() - 1)).as("all but the promises outside of tables")
			.containsExactlyInAnyOrderElementsOf(promises);
	}

	@Test
	void eachListedPromiseHasTests() {
		assertThat(lists()).allSatisfy(
				(list) -> assertThat(list).allSatisfy((promise, tests) -> assertThat(tests).as(promise).isNotEmpty()));
	}

	@Test
	void listedTestsExist() throws IOException {
		Map<String, String> sources = sources();
		assertThat(tests()).isNotEmpty().allSatisfy((line) -> {
			Matcher test = TEST.matcher(line);
			assertThat(test.matches()).isTrue();
			assertThat(sources).containsKey(test.group(1));
			if (test.group(2) != null) {
				assertThat(sources.get(test.group(1))).containsPattern("(void |fun |`)" + test.group(2) + "[(`]");
			}
		});
	}

	@Test
	void manyPromisesAreFound() {
		assertThat(lists().stream().mapToInt(Map::size).sum()).isGreaterThanOrEqualTo(200);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void pagesOfUsersNameNoMethodsOfTests(Path page) {
		assertThat(read(page)).doesNotContainPattern(NAME_OF_TEST);
	}

	private static List<List<String>> promises(Path page) {
		return PROMISES.matcher(read(page))
			.results()
			.map((table) -> FIRST_CELL.matcher(table.group(1)).results().map((cell) -> plain(cell.group(1))).toList())
			.toList();
	}

	private static List<List<String>> listed() {
		return lists().stream().map((list) -> List.copyOf(list.keySet())).toList();
	}

	private static List<String> tests() {
		return lists().stream().flatMap((list) -> list.values().stream()).flatMap(List::stream).toList();
	}

	/**
	 * Returns the lists of docs/proofs.md: promises with their tests, in order.
	 */
	private static List<Map<String, List<String>>> lists() {
		List<Map<String, List<String>>> lists = new ArrayList<>();
		List<String> tests = List.of();
		for (String line : read(PROOFS).lines().toList()) {
			if (line.startsWith("- ")) {
				tests = new ArrayList<>();
				assertThat(lists.get(lists.size() - 1).put(plain(line.substring(2)), tests)).as(line).isNull();
			}
			else if (line.startsWith("  - ")) {
				tests.add(line.substring(4));
			}
			else if (line.startsWith("#")) {
				lists.add(new LinkedHashMap<>());
			}
		}
		lists.removeIf(Map::isEmpty);
		return lists;
	}

	private static Map<String, String> sources() throws IOException {
		Map<String, String> sources = new TreeMap<>();
		for (String module : List.of("lock-autoconfigure", "lock-test", "lock-sample-app")) {
			for (Path file : files(Path.of("..", module, "src", "test"), ".*(Tests|Contract)\\.(java|kt)")) {
				sources.put(file.getFileName().toString().replaceFirst("\\..*", ""), read(file));
			}
		}
		return sources;
	}

	static List<Path> pages() throws IOException {
		return files(DOCS, ".*\\.md").stream().filter((page) -> !page.equals(PROOFS)).toList();
	}

	private static List<Path> files(Path folder, String name) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter((file) -> file.getFileName().toString().matches(name)).sorted().toList();
		}
	}

	/** Without the targets of links, which differ between the pages. */
	private static String plain(String text) {
		return LINK.matcher(text).replaceAll((MatchResult link) -> Matcher.quoteReplacement(link.group(1)));
	}

	private static String read(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
