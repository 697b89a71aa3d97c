package io.github.batonlock.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.batonlock.autoconfigure.ConfigurationMetadata.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata by which tools know {@link LockProperties}.
 */
class LockPropertiesMetadataTests {

	private static final String PREFIX = "distributed-lock.";

	private final ConfigurationMetadata metadata = ConfigurationMetadata.read();

	private final List<Map<String, Object>> properties = ConfigurationMetadata.all(PREFIX);

	@Test
	void knowsAllProperties() {
		assertThat(this.properties).extracting((property) -> property.get("name"))
			.containsExactlyInAnyOrderElementsOf(names("enabled", "type", "key-prefix", "timeout", "lease", "max-hold",
					"min-hold", "waiting", "spin-interval", "reply-timeout", "fencing", "linger", "on-lost",
					"interrupt-on-lost", "leak-detection-threshold", "shutdown", "aspect.order", "integration.timeout",
					"replicas.acknowledgements", "replicas.timeout", "rules"));
	}

	@Test
	void describesEachPropertyAsBootDoes() {
		assertThat(this.properties).allSatisfy((property) -> assertThat(property.get("description")).asString()
			.doesNotStartWith("The ")
			.doesNotStartWith("A ")
			.endsWith(".")
			.doesNotContain("{@", "null"));
	}

	@Test
	void describesThePropertiesOfARule() {
		assertThat(this.metadata.rule()).extracting(Property::name)
			.containsExactlyInAnyOrderElementsOf(Stream.of(LockRule.class.getRecordComponents())
				.map((component) -> DataObjectPropertyName.toDashedForm(component.getName()))
				.toList());
	}

	@Test
	void describesEachInASentenceWithItsType() {
		assertThat(all()).allSatisfy((property) -> {
			assertThat(property.description()).as(property.name()).matches("[A-Z][a-z]+ .*[a-z0-9'.]\\.");
			assertThat(property.type()).as(property.name()).isNotBlank();
			assertThat(property.deprecated()).as(property.name()).isFalse();
		});
	}

	@Test
	void proposesEachPossibleValue() {
		assertThat(this.metadata.properties()).filteredOn((property) -> isOurs(property.type()))
			.allSatisfy((property) -> {
				Map<String, String> values = this.metadata.hints().getOrDefault(property.name(), Map.of());
				assertThat(values.keySet()).as(property.name())
					.containsExactlyInAnyOrderElementsOf(property.constants())
					.doesNotContain("default");
				assertThat(values.values()).as(property.name())
					.allSatisfy((description) -> assertThat(description).matches("[A-Z].*\\."));
			});
		assertThat(this.metadata.properties()).extracting(Property::name).containsAll(this.metadata.hints().keySet());
	}

	private static boolean isOurs(@Nullable String type) {
		return type != null && type.startsWith("io.github.batonlock.");
	}

	private List<Property> all() {
		return Stream.concat(this.metadata.properties().stream(), this.metadata.rule().stream()).toList();
	}

	@Test
	void documentedDefaultsApply() {
		Map<String, Object> defaults = this.properties.stream()
			.filter((property) -> property.containsKey("defaultValue"))
			.collect(Collectors.toMap((property) -> (String) property.get("name"),
					(property) -> property.get("defaultValue")));
		assertThat(defaults.keySet()).hasSize(this.properties.size() - 2)
			.doesNotContain(PREFIX + "rules", PREFIX + "integration.timeout");
		assertThat(defaults).containsEntry(PREFIX + "enabled", true);
		assertThat(bind(defaults)).isEqualTo(bind(Map.of()));
	}

	private static LockProperties bind(Map<String, Object> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("distributed-lock",
				LockProperties.class);
	}

	private static List<String> names(String... names) {
		return List.of(names).stream().map(PREFIX::concat).toList();
	}

}
