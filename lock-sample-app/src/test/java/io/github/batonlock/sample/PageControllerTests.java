package io.github.batonlock.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willThrow;

/**
 * The responses to a browser.
 */
@WebMvcTest({ PageController.class, ShopController.class })
class PageControllerTests {

	private static final Path FILES = Path.of("src/main/resources/static");

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

	@Autowired
	private MockMvcTester mvc;

	@MockitoBean
	private Watchers watchers;

	@MockitoBean
	private Instances instances;

	@MockitoBean
	private Sales sales;

	@MockitoBean
	private Crowd crowd;

	@MockitoBean
	private Warehouse warehouse;

	@Test
	void browserGetsThePage() {
		assertThat(this.mvc.get().uri("/").header("Accept", BROWSER)).hasStatusOk().hasForwardedUrl("/index.html");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/index.html", "/shop.js", "/api/sales" })
	void everyResponseHasStrictPolicy(String path) {
		assertThat(this.mvc.get().uri(path).header("Accept", BROWSER)).hasHeader("Content-Security-Policy",
				"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
						+ "form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "*/*", "application/json", "application/json, application/*+json, */*" })
	void everybodyElseIsToldWhatToSend(String accept) {
		given(this.instances.all()).willReturn(List.of("http://127.0.0.1:8080"));
		assertThat(this.mvc.get().uri("/").header("Accept", accept)).hasStatusOk()
			.hasContentType(MediaType.APPLICATION_JSON)
			.bodyText()
			.contains("POST /api/sales?");
	}

	@Test
	void whatIsDownIsSaidBeforeAnythingIsStreamed() {
		willThrow(new DataAccessResourceFailureException("Redis is down")).given(this.watchers).join(any(), any());
		assertThat(this.mvc.get().uri("/api/events").accept(MediaType.TEXT_EVENT_STREAM)).hasStatus(503);
	}

	@ParameterizedTest
	@MethodSource("files")
	void filesNeedNothingFromElsewhere(Path file) throws IOException {
		String text = Files.readString(file).replace("http://www.w3.org/2000/svg", "");
		assertThat(text).doesNotContainPattern("(https?:)?//[a-z]+\\.").doesNotContain("@import", "url(", "data:");
		assertThat(text).doesNotContainPattern("(?i)<[^>]*\\s(on[a-z]+|style)\\s*=").doesNotContain("<style", "eval(");
		assertThat(references(text)).allSatisfy((name) -> assertThat(FILES.resolve(name)).exists());
		assertThat(text.lines()).hasSizeLessThan(150);
	}

	static Stream<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(FILES)) {
			return files.toList().stream();
		}
	}

	private static Stream<String> references(String text) {
		return Pattern.compile("(?:src=|href=|from )\"([^\"]+)\"")
			.matcher(text)
			.results()
			.map((MatchResult result) -> result.group(1));
	}

}
