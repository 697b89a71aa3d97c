package io.github.batonlock.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the links of README.md, its neighbours and the pages of docs lead somewhere,
 * and that one finds each page.
 */
class LinksTests {

	private static final Path ROOT = Path.of("..");

	private static final Path INDEX = ROOT.resolve("docs/README.md");

	private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

	private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\\n]+`");

	private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```$");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

	@ParameterizedTest
	@MethodSource("pages")
	void linksResolve(Path page) {
		assertThat(links(page)).allSatisfy((link) -> {
			Path target = target(page, link);
			assertThat(target).exists();
			if (link.contains("#")) {
				assertThat(anchors(target)).as("%s", target).contains(link.substring(link.indexOf('#') + 1));
			}
		});
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksStayInTheRepository(Path page) {
		assertThat(links(page)).noneMatch((link) -> link.contains(":"));
	}

	@Test
	void eachPageIsFoundFromTheIndex() throws IOException {
		Set<Path> found = new HashSet<>();
		Deque<Path> next = new ArrayDeque<>(List.of(INDEX));
		while (!next.isEmpty()) {
			Path page = next.pop();
			if (found.add(page) && page.toString().endsWith(".md")) {
				links(page).stream()
					.filter((link) -> !link.contains(":"))
					.forEach((link) -> next.push(target(page, link)));
			}
		}
		assertThat(found).containsAll(pages()).contains(ROOT.resolve("docs/grafana/baton.json"));
	}

	@Test
	void readmeLeadsToTheIndex() {
		assertThat(links(ROOT.resolve("README.md"))).contains("docs/README.md");
	}

	static List<Path> pages() throws IOException {
		try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			Stream<Path> others = Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md").map(ROOT::resolve);
			return Stream.concat(others, docs).filter((file) -> file.toString().endsWith(".md")).sorted().toList();
		}
	}

	private static List<String> links(Path page) {
		return groups(LINK, CODE.matcher(read(page)).replaceAll(""));
	}

	private static Path target(Path page, String link) {
		String path = link.replaceFirst("#.*", "");
		return path.isEmpty() ? page : page.resolveSibling(path).normalize();
	}

	/** As GitHub makes them of headings. */
	private static List<String> anchors(Path page) {
		List<String> anchors = new ArrayList<>();
		for (String heading : groups(HEADING, FENCE.matcher(read(page)).replaceAll(""))) {
			String anchor = heading.toLowerCase(Locale.ROOT)
				.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-');
			int before = (int) anchors.stream()
				.filter((other) -> other.matches("\\Q" + anchor + "\\E(-\\d+)?"))
				.count();
			anchors.add((before == 0) ? anchor : anchor + "-" + before);
		}
		return anchors;
	}

	private static List<String> groups(Pattern pattern, String text) {
		return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
	}

	private static String read(Path page) {
		try {
			return Files.readString(page);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
