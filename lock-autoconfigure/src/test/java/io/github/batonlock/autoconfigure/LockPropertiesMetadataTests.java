package io.github.batonlock.autoconfigure;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.UrlResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata by which tools know {@link LockProperties}.
 */
class LockPropertiesMetadataTests {

	private static final String PREFIX = "distributed-lock.";

	private final List<Map<String, Object>> properties = properties();

	@Test
	void knowsAllProperties() {
		assertThat(this.properties).extracting((property) -> property.get("name"))
			.containsExactlyInAnyOrderElementsOf(names("enabled", "type", "key-prefix", "timeout", "lease", "max-hold",
					"min-hold", "waiting", "spin-interval", "reply-timeout", "fencing", "linger", "on-lost",
					"interrupt-on-lost", "leak-detection-threshold", "aspect.order", "integration.timeout",
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
	void tellsDefaultsThatHold() {
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

	@SuppressWarnings("unchecked")
	static List<Map<String, Object>> properties() {
		List<Map<String, Object>> ours = new ArrayList<>();
		try {
			for (URL url : Collections.list(LockProperties.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				String json = new UrlResource(url).getContentAsString(StandardCharsets.UTF_8);
				((List<Map<String, Object>>) JsonParserFactory.getJsonParser().parseMap(json).get("properties"))
					.stream()
					.filter((property) -> ((String) property.get("name")).startsWith(PREFIX))
					.forEach(ours::add);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return ours;
	}

}
