package io.github.batonlock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Shown}.
 */
class ShownTests {

	@ParameterizedTest
	@CsvSource({ "0000", "0009", "000A", "000D", "001B", "007F", "0085", "009B", "200B", "2028", "2029", "202E", "2066",
			"FEFF", "D800", "DFFF" })
	void escapesWhatEndsALineOrCannotBeSeen(String code) {
		String character = String.valueOf((char) Integer.parseInt(code, 16));
		assertThat(Shown.text("a" + character + "b")).isEqualTo("a\\u" + code + "b");
		assertThat(Shown.text(character)).isEqualTo("\\u" + code);
	}

	@Test
	void escapesBothHalvesOfACharacter() {
		assertThat(Shown.text("a\uDB40\uDC01")).isEqualTo("a\\uDB40\\uDC01");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "order:42", "{a} b/c'\"#%$\\u000A", "ä€語", "\uD83D\uDD12", "עברית" })
	void leavesAllOtherTextAsItIs(String text) {
		assertThat(Shown.text(text)).isSameAs(text);
	}

	@Test
	void escapingTwiceChangesNothing() {
		String once = Shown.text("a\nb");
		assertThat(Shown.text(once)).isSameAs(once);
	}

	@Test
	void namesAThread() {
		assertThat(Shown.thread(new Thread("worker"))).isEqualTo("thread 'worker'");
		assertThat(Shown.thread(new Thread("wor\nker"))).isEqualTo("thread 'wor\\u000Aker'");
	}

	/** Virtual threads have no name by default. */
	@Test
	void namesAThreadWithoutAName() {
		Thread thread = new Thread("");
		assertThat(Shown.thread(thread)).isEqualTo("thread #" + thread.getId());
	}

}
