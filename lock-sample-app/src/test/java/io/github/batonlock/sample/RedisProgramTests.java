package io.github.batonlock.sample;

import java.io.IOException;
import java.io.InputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RedisProgramTests {

	@ParameterizedTest
	@CsvSource({ "Linux, amd64", "Linux, aarch64", "Mac OS X, x86_64", "Mac OS X, aarch64" })
	void thereIsOneForLinuxAndMacOs(String system, String architecture) throws IOException {
		try (InputStream content = RedisProgram.open(system, architecture)) {
			assertThat(content.read()).isNotNegative();
		}
	}

	@Test
	void elsewhereASentenceSaysWhatToDo() {
		assertThatIllegalStateException().isThrownBy(() -> RedisProgram.open("Windows 11", "amd64"))
			.withMessage("The sample brings a Redis for Linux and macOS, but none for windows 11-amd64."
					+ " Start one and set its host");
	}

}
