package io.github.batonlock.engine.instance;

import java.time.Duration;

import io.github.batonlock.engine.ScriptedStore;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.engine.VirtualTime;
import io.github.batonlock.store.ReleaseReply.NotOwner;
import io.github.batonlock.store.Request;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Reclaimer}.
 */
class ReclaimerTests {

	private static final Duration LEASE = Duration.ofSeconds(9);

	private static final Request REQUEST = Request.of("i", 1, LEASE, false, false);

	private final VirtualTime time = new VirtualTime();

	private final ScriptedStore store = new ScriptedStore();

	private final Reclaimer giveBacks = new Reclaimer(this.store, this.time, () -> {
	}, () -> {
	});

	@Test
	void answeredOneIsOver() {
		this.giveBacks.once("a", REQUEST);
		assertThat(this.giveBacks.isEmpty()).isFalse();
		assertThat(this.giveBacks.idle()).isFalse();
		this.store.next("release").answer(new NotOwner());
		assertOver();
		pass(LEASE);
		assertThat(this.store.unseen()).isEmpty();
	}

	@Test
	void unansweredOneIsSentAgainUntilItsRequestIsOver() {
		this.giveBacks.once("a", REQUEST);
		int sent = 0;
		for (int seconds = 0; seconds < 60; seconds++) {
			sent += this.store.unseen().size();
			this.store.unseen().clear();
			pass(Duration.ofSeconds(1));
		}
		assertThat(sent).isEqualTo(3);
		assertThat(this.giveBacks.isEmpty()).isTrue();
	}

	@Test
	void failedOneIsSentAgainLater() {
		this.giveBacks.once("a", REQUEST);
		this.store.next("release").fail();
		assertThat(this.giveBacks.isEmpty()).isFalse();
		pass(LEASE.dividedBy(3));
		this.store.next("release").answer(new NotOwner());
		assertOver();
	}

	@Test
	void repeatedOneIsSentThreeTimesMoreAfterItsFirstAnswer() {
		this.giveBacks.repeatedly("a", REQUEST);
		Sent first = this.store.next("release");
		pass(Duration.ofSeconds(1));
		assertThat(this.store.unseen()).isEmpty();
		first.answer(new NotOwner());
		for (long after : new long[] { 100, 200, 2700 }) {
			pass(Duration.ofMillis(after - 1));
			assertThat(this.store.unseen()).isEmpty();
			pass(Duration.ofMillis(1));
			this.store.next("release").answer(new NotOwner());
		}
		assertOver();
	}

	@Test
	void nothingIsSentOnceClosed() {
		this.giveBacks.close();
		this.giveBacks.once("a", REQUEST);
		assertThat(this.store.unseen()).isEmpty();
	}

	@Test
	void textThatIsNoRequestIsLeftAlone() {
		this.giveBacks.once("a", new Request("garbage"));
		assertThat(this.store.unseen()).isEmpty();
		assertThat(this.giveBacks.isEmpty()).isTrue();
	}

	private void pass(Duration duration) {
		this.time.pass(duration);
		this.giveBacks.tick(this.time.now());
	}

	private void assertOver() {
		assertThat(this.giveBacks.isEmpty()).isTrue();
		assertThat(this.giveBacks.idle()).isTrue();
	}

}
