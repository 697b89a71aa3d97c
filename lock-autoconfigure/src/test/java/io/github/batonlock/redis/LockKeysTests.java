package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.data.redis.connection.ClusterSlotHashUtil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LockKeys}.
 */
class LockKeysTests {

	private final LockKeys keys = new LockKeys("lock");

	@Test
	void namesKeysAfterPrefixShardAndName() {
		int shard = ClusterSlotHashUtil.calculateSlot("order:42") % 1024;
		assertThat(this.keys.owner("order:42")).asString().isEqualTo("lock:{" + shard + "}:owner:order:42");
		assertThat(this.keys.ownerAndQueue("order:42")[1]).asString().isEqualTo("lock:{" + shard + "}:queue:order:42");
		assertThat(this.keys.ownerAndFence("order:42")[1]).asString().isEqualTo("lock:{" + shard + "}:fence");
		assertThat(this.keys.channel("i1")).isEqualTo("lock:instance:i1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "order:42", "\uD83D\uDD12", "123456789" })
	void shardOfANameIsItsSlotInACluster(String name) {
		int shard = ClusterSlotHashUtil.calculateSlot(name) % 1024;
		assertThat(this.keys.owner(name)).asString().startsWith("lock:{" + shard + "}:");
	}

	@Test
	void namesThatShareAHashTagAreSpread() {
		assertThat(IntStream.range(0, 1000).mapToObj((i) -> this.keys.ownerAndFence("{x}:" + i)[1]).map(String::new))
			.satisfies((fences) -> assertThat(Set.copyOf(fences)).hasSizeGreaterThan(500));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "{", "}", "{}", "a{b}c", "}x{y}", "a b:c\nd", "\uD83D\uDD12" })
	void keepsTheKeysOfALockInOneSlot(String name) {
		byte[][] queue = this.keys.ownerAndQueue(name);
		byte[][] fence = this.keys.ownerAndFence(name);
		assertThat(ClusterSlotHashUtil.isSameSlotForAllKeys(this.keys.owner(name), queue[0], queue[1], fence[1]))
			.isTrue();
		assertThat(new String(this.keys.owner(name), StandardCharsets.UTF_8)).endsWith(":owner:" + name);
	}

	@Test
	void refusesAPrefixThatWouldBreakTheKeys() {
		assertThatIllegalArgumentException().isThrownBy(() -> new LockKeys("my{app}")).withMessageContaining("my{app}");
		assertThatIllegalArgumentException().isThrownBy(() -> new LockKeys("}")).withMessageContaining("braces");
		assertThatIllegalArgumentException().isThrownBy(() -> new LockKeys(" ")).withMessageContaining("blank");
	}

}
