package io.github.batonlock.engine;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Changes}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChangesTests {

	private final List<String> done = new ArrayList<>();

	private final Changes changes = new Changes(new VirtualTime(), (now) -> this.done.add("concluded"));

	@Test
	void effectThatFailsDoesNotKeepOthersFromHappening(CapturedOutput output) {
		this.changes.run((now) -> {
			this.changes.afterwards(() -> this.done.add("before"));
			this.changes.afterwards(() -> {
				throw new AssertionError("broken effect");
			});
			this.changes.afterwards(() -> this.done.add("after"));
		});
		assertThat(this.done).containsExactly("concluded", "before", "after");
		assertThat(output).contains("A lock could not do what it had to", "broken effect");
	}

	@Test
	void changeThatFailsIsConcludedAndItsEffectsHappen() {
		assertThatIllegalStateException().isThrownBy(() -> this.changes.run((now) -> {
			this.changes.afterwards(() -> this.done.add("effect"));
			throw new IllegalStateException();
		}));
		assertThat(this.done).containsExactly("concluded", "effect");
	}

	@Test
	void effectMayChangeAgainAndItsEffectsHappenOnce() {
		this.changes.run((now) -> this.changes
			.afterwards(() -> this.changes.run((then) -> this.changes.afterwards(() -> this.done.add("inner")))));
		assertThat(this.done).containsExactly("concluded", "concluded", "inner");
	}

}
