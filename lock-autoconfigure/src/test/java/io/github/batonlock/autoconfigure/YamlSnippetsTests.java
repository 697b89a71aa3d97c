package io.github.batonlock.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests that the YAML of README.md and of the pages of docs has properties that there
 * are, with values that may be.
 */
class YamlSnippetsTests {

	private static final Pattern YAML = Pattern.compile("(?m)^ *```ya?ml\\n((?:.*\\n)*?) *```$");

	@ParameterizedTest
	@MethodSource("snippets")
	void propertiesCanBeBound(String yaml) throws IOException {
		MutablePropertySources sources = new MutablePropertySources();
		ByteArrayResource resource = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8));
		new YamlPropertySourceLoader().load("snippet", resource).forEach(sources::addLast);
		Binder binder = new Binder(ConfigurationPropertySources.from(sources));
		assertThatNoException().isThrownBy(() -> binder.bindOrCreate("distributed-lock",
				Bindable.of(LockProperties.class), new NoUnboundElementsBindHandler(BindHandler.DEFAULT)));
	}

	@Test
	void snippetsAreFound() throws IOException {
		assertThat(snippets()).hasSizeGreaterThan(2);
	}

	static List<String> snippets() throws IOException {
		try (Stream<Path> docs = Files.walk(Path.of("..", "docs"))) {
			return Stream.concat(Stream.of(Path.of("..", "README.md")), docs)
				.filter((file) -> file.toString().endsWith(".md"))
				.flatMap((page) -> YAML.matcher(read(page)).results())
				.map((snippet) -> snippet.group(1))
				.filter((yaml) -> yaml.contains("distributed-lock"))
				.toList();
		}
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
