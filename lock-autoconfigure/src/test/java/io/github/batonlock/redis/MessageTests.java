package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;
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
	@ValueSource(strings = { "order:42", "a b  c ", "two\nlines", "", "1 who i:1:2: j x" })
	void readsWhatOtherInstancesWrite(String anything) {
		Whereabouts here = new Whereabouts("host", 4711, anything, Instant.ofEpochMilli(1_795_000_000_123L), 2);
		for (Inquiry inquiry : List.of(new Inquiry.Question(anything, new Request("i:1:30000:s"), "j"),
				new Inquiry.Answer(new Request("i:1:30000:"), here),
				new Inquiry.Answer(new Request("i:1:30000:"), new Whereabouts(null, 1, null, null, 0)))) {
			assertThat(read(InquiryText.write(inquiry))).isEqualTo(new Message.Told(inquiry));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "hello", "2 grant i:1:2: 1 1 1 a", "1 revoke i:1:2: a", "1 grant", "1 grant ",
			"1 grant i:1:2: 1 1 a", "1 grant i:1:2: one 1 1 a", "1 grant i:1:2: 1 99999999999999999999 1 a", "1 ask",
			"1 ask ", "1 ask i:1:2:", "1 who", "1 who ", "1 who i:1:2: j", "2 who i:1:2: j a", "1 here",
			"1 here i:1:2:", "1 here i:1:2: 1 2 3 host", "1 here i:1:2: one 2 3 host main",
			"1 here i:1:2: 1 two 3 host main", "1 here i:1:2: 1 2 three host main",
			"1 here i:1:2: 1 2 99999999999999999999 host main", "2 here i:1:2: 1 2 3 host main" })
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
