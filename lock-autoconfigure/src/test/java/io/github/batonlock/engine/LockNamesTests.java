package io.github.batonlock.engine;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link LockNames}.
 */
class LockNamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "a", " a ", "a:{b}\n", "\uD83D\uDD12", "ä€\uD83D\uDD12" })
	void acceptsAnyText(String name) {
		assertThatNoException().isThrownBy(() -> LockNames.check(name));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t\n" })
	void refusesBlank(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> LockNames.check(name))
			.withMessage("The name of a lock must not be blank");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "ä", "€", "\uD83D\uDD12" })
	void countsBytes(String character) {
		int bytes = character.getBytes(StandardCharsets.UTF_8).length;
		String longest = character.repeat(1024 / bytes) + "x".repeat(1024 % bytes);
		assertThatNoException().isThrownBy(() -> LockNames.check(longest));
		assertThatIllegalArgumentException().isThrownBy(() -> LockNames.check(longest + "x"))
			.withMessageContaining("must not be longer than 1024 bytes, but this one is");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\uD83D", "\uDD12", "a\uD83Db", "\uDD12\uD83D", "\uD83D\uDD12\uDD12" })
	void refusesHalfCharacters(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> LockNames.check(name))
			.withMessageContaining("must be well-formed Unicode");
	}

	@Test
	void doesNotCutACharacterInTheMessage() {
		assertThatIllegalArgumentException().isThrownBy(() -> LockNames.check("x" + "\uD83D\uDD12".repeat(300)))
			.withMessageContaining("\uD83D\uDD12…'");
	}

}
