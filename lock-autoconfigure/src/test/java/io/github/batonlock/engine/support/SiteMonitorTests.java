package io.github.batonlock.engine.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.engine.VirtualTime;
import io.github.batonlock.testing.DeepStack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SiteMonitor}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SiteMonitorTests {

	private final List<String> done = new ArrayList<>();

	private final Leftovers leftovers = new Leftovers();

	private final SiteMonitor changes = new SiteMonitor(new VirtualTime(), (now) -> this.done.add("concluded"),
			this.leftovers);

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

	/** What a change without effects left behind was once the list of the next change. */
	@Test
	void effectHappensOnceWhileOthersMakeChangesWithout() {
		AtomicInteger happened = new AtomicInteger();
		AtomicInteger concluded = new AtomicInteger();
		SiteMonitor shared = new SiteMonitor(new VirtualTime(), (now) -> concluded.incrementAndGet(), new Leftovers());
		int changes = 200_000;
		CompletableFuture<Void> others = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < changes; i++) {
				shared.run((now) -> {
				});
			}
		});
		for (int i = 0; i < changes; i++) {
			shared.run((now) -> shared.afterwards(happened::incrementAndGet));
		}
		assertThat(others).succeedsWithin(Duration.ofMinutes(1));
		assertThat(happened).hasValue(changes);
		assertThat(concluded).hasValue(2 * changes);
	}

	@Test
	void mutexIsFreeWhateverTheStackDoes() throws Exception {
		SiteMonitor shared = new SiteMonitor(new VirtualTime(), (now) -> {
		}, new Leftovers());
		try (DeepStack deep = new DeepStack()) {
			for (int round = 0; round < 20; round++) {
				for (int frames = 0; frames < 60; frames++) {
					deep.runAtDepth(frames, () -> shared.run((now) -> {
					}));
					assertThat(CompletableFuture.supplyAsync(() -> shared.look((now) -> true)))
						.as("a look after a change with %d frames left", frames)
						.succeedsWithin(Duration.ofSeconds(20));
				}
			}
		}
	}

}
