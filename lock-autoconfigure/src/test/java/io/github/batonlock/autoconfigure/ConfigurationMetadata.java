package io.github.batonlock.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.io.UrlResource;

/**
 * What the metadata of this module tells tools of its properties.
 *
 * @param properties the properties, by name
 * @param rule the properties of one rule, by name
 * @param hints values that are proposed for properties, with their descriptions
 */
public record ConfigurationMetadata(List<Property> properties, List<Property> rule,
		Map<String, Map<String, String>> hints) {

	static ConfigurationMetadata read() {
		Map<String, Object> all = json("META-INF/spring-configuration-metadata.json");
		Map<String, Object> rule = json("META-INF/spring/configuration-metadata/" + LockRule.class.getName() + ".json");
		return new ConfigurationMetadata(properties(all), properties(rule), hints(all));
	}

	/**
	 * Reads the properties of all modules on the class path.
	 * @param prefix the beginning of their names
	 * @return the properties as the metadata has them
	 */
	public static List<Map<String, Object>> all(String prefix) {
		try {
			List<Map<String, Object>> found = new ArrayList<>();
			for (URL url : Collections.list(LockProperties.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				String json = new UrlResource(url).getContentAsString(StandardCharsets.UTF_8);
				maps(JsonParserFactory.getJsonParser().parseMap(json).get("properties")).stream()
					.filter((property) -> ((String) property.get("name")).startsWith(prefix))
					.forEach(found::add);
			}
			return found;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<Property> properties(Map<String, Object> metadata) {
		return maps(metadata.get("properties")).stream()
			.map(Property::of)
			.sorted(Comparator.comparing(Property::name))
			.toList();
	}

	private static Map<String, Map<String, String>> hints(Map<String, Object> metadata) {
		Map<String, Map<String, String>> hints = new LinkedHashMap<>();
		for (Map<String, Object> hint : maps(metadata.get("hints"))) {
			Map<String, String> values = new LinkedHashMap<>();
			maps(hint.get("values"))
				.forEach((value) -> values.put((String) value.get("value"), (String) value.get("description")));
			hints.put((String) hint.get("name"), values);
		}
		return hints;
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> maps(@Nullable Object list) {
		return (list != null) ? (List<Map<String, Object>>) list : List.of();
	}

	/** Of this module alone: others on the class path have files of the same name. */
	private static Map<String, Object> json(String file) {
		try {
			URI classes = LockProperties.class.getProtectionDomain().getCodeSource().getLocation().toURI();
			String json = new UrlResource(classes.resolve(file)).getContentAsString(StandardCharsets.UTF_8);
			return JsonParserFactory.getJsonParser().parseMap(json);
		}
		catch (IOException | URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A property.
	 *
	 * @param name its name
	 * @param type its type, as a class is written
	 * @param description what it is
	 * @param defaultValue what holds if it is left out
	 * @param deprecated whether it should not be used any more
	 */
	public record Property(String name, @Nullable String type, @Nullable String description,
			@Nullable String defaultValue, boolean deprecated) {

		static Property of(Map<String, Object> json) {
			Object value = json.get("defaultValue");
			return new Property((String) json.get("name"), (String) json.get("type"), (String) json.get("description"),
					(value instanceof Number number) ? Long.toString(number.longValue())
							: (value != null) ? value.toString() : null,
					json.containsKey("deprecated") || json.containsKey("deprecation"));
		}

		/** The constants that may be written, empty if its type is no enum. */
		List<String> constants() {
			try {
				if (this.type == null || this.type.contains("<")) {
					return List.of();
				}
				Object[] constants = Class.forName(this.type).getEnumConstants();
				return Stream.of((constants != null) ? constants : new Object[0])
					.map((constant) -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
					.toList();
			}
			catch (ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
