package io.github.batonlock.sample;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the README is correct.
 */
class ReadmeTests {

	private final String readme = read("../README.md");

	@Test
	void answersHaveTheFieldsOfTheEndpoint() {
		List<String> answers = Pattern.compile("\\{\"stock\"[^}]*}")
			.matcher(this.readme)
			.results()
			.map(MatchResult::group)
			.toList();
		assertThat(answers).hasSize(2);
		for (String answer : answers) {
			assertThat(new JsonMapper().readTree(answer).propertyNames()).containsExactlyElementsOf(
					Stream.of(SaleResult.class.getRecordComponents()).map(RecordComponent::getName).toList());
		}
	}

	@Test
	void commandStartsTheJarThatIsBuilt() {
		String jar = read("pom.xml").replaceAll("(?s).*<finalName>(.*)</finalName>.*", "$1");
		assertThat(this.readme).contains("-jar lock-sample-app/target/" + jar + ".jar");
	}

	private static String read(String path) {
		try {
			return Files.readString(Path.of(path));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
