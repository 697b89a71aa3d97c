package io.github.batonlock.engine.instance;

import java.net.UnknownHostException;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HostName}.
 */
class HostNameTests {

	@Test
	void isThatOfTheEnvironmentWhereNoNetworkHasToBeAsked() {
		for (String variable : new String[] { "HOSTNAME", "COMPUTERNAME" }) {
			assertThat(HostName.find(Map.of(variable, "shop-2"), () -> {
				throw new IllegalStateException("asked");
			})).hasValue("shop-2");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "two words", "two\nlines" })
	void isThatOfTheNetworkWhereTheEnvironmentHasNone(String unusable) {
		assertThat(HostName.find(Map.of("HOSTNAME", unusable), () -> "shop-2")).hasValue("shop-2");
		assertThat(HostName.find(Map.of(), () -> unusable)).isEmpty();
	}

	@Test
	void isNotKnownWhereTheNetworkDoesNotKnowIt() {
		assertThat(HostName.find(Map.of(), () -> {
			throw new UnknownHostException("shop-2");
		})).isEmpty();
	}

	@Test
	void isTheSameEachTime() {
		HostName host = new HostName();
		assertThat(host.get()).isSameAs(host.get());
	}

}
