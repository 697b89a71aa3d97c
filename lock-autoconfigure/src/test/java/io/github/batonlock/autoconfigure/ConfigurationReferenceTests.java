package io.github.batonlock.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.batonlock.autoconfigure.ConfigurationMetadata.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the tables of docs/configuration.md say what the metadata says, and writes
 * them with {@code -Dbaton.docs.write=true}.
 */
class ConfigurationReferenceTests {

	private static final Path PAGE = Path.of("..", "docs", "configuration.md");

	private final ConfigurationMetadata metadata = ConfigurationMetadata.read();

	@Test
	void tablesMatchTheMetadata() throws IOException {
		String page = Files.readString(PAGE);
		String current = withTable(withTable(page, "properties", properties()), "rule", rule());
		if (Boolean.getBoolean("baton.docs.write")) {
			Files.writeString(PAGE, current);
		}
		assertThat(Files.readString(PAGE)).as("docs/configuration.md, see CONTRIBUTING.md for how to write it anew")
			.isEqualTo(current);
	}

	private static String withTable(String page, String mark, String table) {
		String begin = "<!-- " + mark + ": begin -->\n";
		String end = "<!-- " + mark + ": end -->";
		assertThat(page).containsOnlyOnce(begin).containsOnlyOnce(end);
		return page.substring(0, page.indexOf(begin) + begin.length()) + "\n" + table + "\n"
				+ page.substring(page.indexOf(end));
	}

	private String properties() {
		return rows("| property | type | default | what it is |\n|---|---|---|---|\n", this.metadata.properties(),
				(property) -> quoted(property.name()) + " | " + type(property) + " | " + defaultValue(property) + " | "
						+ property.description() + descriptions(property));
	}

	private static String defaultValue(Property property) {
		String value = property.defaultValue();
		if (value == null) {
			return "";
		}
		// As it is written in application.yml
		return quoted(property.constants().isEmpty() ? value : value.toLowerCase(Locale.ROOT).replace('_', '-'));
	}

	private String rule() {
		return rows("| property of a rule | type | what it is |\n|---|---|---|\n", this.metadata.rule(),
				(property) -> quoted(property.name()) + " | " + type(property) + " | " + property.description());
	}

	private static String rows(String head, List<Property> properties, Function<Property, String> row) {
		return properties.stream()
			.map((property) -> "| " + row.apply(property) + " |\n")
			.collect(Collectors.joining("", head, ""));
	}

	private String type(Property property) {
		List<String> values = values(property);
		if (!values.isEmpty()) {
			return values.stream().map(ConfigurationReferenceTests::quoted).collect(Collectors.joining(", "));
		}
		String type = Objects.requireNonNull(property.type());
		return switch (type.replaceAll("<.*", "")) {
			case "java.time.Duration" -> "duration";
			case "java.lang.Boolean" -> "`true`, `false`";
			case "java.lang.Integer", "java.lang.Long" -> "number";
			case "java.lang.String" -> "text";
			case "java.util.List" -> "list";
			default -> quoted(type.replaceAll(".*[.$]", ""));
		};
	}

	private String descriptions(Property property) {
		return this.metadata.hints()
			.getOrDefault(property.name(), Map.of())
			.entrySet()
			.stream()
			.map((value) -> "<br>" + quoted(value.getKey()) + ": " + value.getValue())
			.collect(Collectors.joining());
	}

	/** What is proposed for it, or for another property of the same type. */
	private List<String> values(Property property) {
		return this.metadata.properties()
			.stream()
			.filter((other) -> Objects.equals(other.type(), property.type()))
			.map((other) -> this.metadata.hints().get(other.name()))
			.filter(Objects::nonNull)
			.findFirst()
			.map((hints) -> List.copyOf(hints.keySet()))
			.orElseGet(property::constants);
	}

	private static String quoted(String text) {
		return "`" + text + "`";
	}

}
