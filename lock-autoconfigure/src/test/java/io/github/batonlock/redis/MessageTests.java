package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.batonlock.engine.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Message}.
 */
class MessageTests {

	@ParameterizedTest
	@ValueSource(strings = { "order:42", "a b  c ", "two\nlines", "{}", "\uD83D\uDD12", "1 ask i:1:2: x" })
	void readsAnyName(String name) {
		assertThat(read("1 grant i:1:30000: 1795000000000000 3000 2 " + name))
			.isEqualTo(new Message.Grant(name, new Request("i:1:30000:"), 1795000000000000L, Duration.ofSeconds(3), 2));
		assertThat(read("1 ask i:1:30000:s " + name)).isEqualTo(new Message.Ask(name, new Request("i:1:30000:s")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "hello", "2 grant i:1:2: 1 1 1 a", "1 revoke i:1:2: a", "1 grant", "1 grant ",
			"1 grant i:1:2: 1 1 a", "1 grant i:1:2: one 1 1 a", "1 grant i:1:2: 1 99999999999999999999 1 a", "1 ask",
			"1 ask ", "1 ask i:1:2:" })
	void ignoresWhatIsNoMessage(String body) {
		assertThat(read(body)).isNull();
	}

	@Test
	void ignoresBytesThatAreNoText() {
		assertThat(Message.read(new byte[] { (byte) 0xFF, 0, (byte) 0xC3 })).isNull();
	}

	private static @Nullable Message read(String body) {
		return Message.read(body.getBytes(StandardCharsets.UTF_8));
	}

}
