package io.github.batonlock.testing;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RedisExtension}, {@link RedisServer} and {@link CommandStats}.
 */
@ExtendWith(RedisExtension.class)
class RedisExtensionTests {

	private static RedisServer shared;

	private RedisServer server;

	@Test
	void givesOneServerToParametersAndFields(RedisServer parameter) {
		assertThat(parameter).isSameAs(this.server).isSameAs(shared);
		assertThat(parameter.command("PING")).isEqualTo("PONG");
	}

	@Test
	void sharedServerIsNotForBreaking() {
		this.server.close();
		assertThat(this.server.command("PING")).isEqualTo("PONG");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(this.server::kill);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(this.server::pause);
	}

	@Test
	void countsCallsOfClientsAndScripts() {
		try (RedisServer own = RedisServer.start()) {
			CommandStats stats = CommandStats.of(own);
			own.command("SET", "a", "1");
			own.command("EVAL", "redis.call('PUBLISH', 'c', 'm') return redis.call('GET', 'a')", "0");
			assertThat(stats.calls()).isEqualTo(Map.of("set", 1L, "eval", 1L, "publish", 1L, "get", 1L));
			assertThat(stats.scripts()).isOne();
			assertThat(stats.messages()).isOne();
		}
	}

	@Test
	void restartsEmptyOnTheSamePort() {
		try (RedisServer own = RedisServer.start("--maxclients", "50")) {
			long pid = own.pid();
			own.command("SET", "a", "1");
			own.restart();
			assertThat(own.pid()).isNotEqualTo(pid);
			assertThat(own.command("GET", "a")).isNull();
			own.pause();
			own.resume();
			assertThat(own.command("CONFIG", "GET", "maxclients")).isEqualTo(List.of("maxclients", "50"));
		}
	}

	@Test
	void failsWhenNoServerStarts() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> RedisServer.start("--no-such-option"))
			.withMessageContaining("no-such-option");
	}

}
