package io.github.batonlock.engine;

import java.time.Duration;

import io.github.batonlock.engine.Delivery.Way;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Hearing}.
 */
class HearingTests {

	private final VirtualTime time = new VirtualTime();

	private final ScriptedStore store = new ScriptedStore();

	private final Hearing hearing = new Hearing(this.store, this.time);

	@Test
	void hearsAfterTheFirstConfirmedSubscription() {
		assertThat(this.hearing.heard()).isFalse();
		this.hearing.subscribed();
		assertThat(this.hearing.heard()).isTrue();
	}

	@Test
	void dropLiftsTheMarkOnlyByASubscriptionMadeAnew() {
		this.hearing.subscribed();
		this.hearing.dropped();
		this.hearing.subscribed();
		assertThat(this.hearing.heard()).as("a subscription from before").isFalse();
		this.time.pass(Duration.ofMillis(200));
		assertThat(this.store.resubscriptions).isOne();
		assertThat(this.hearing.heard()).isFalse();
		this.hearing.subscribed();
		assertThat(this.hearing.heard()).isTrue();
	}

	@Test
	void eachDropKeepsTheMarkForTwiceAsLongAndCalmForHalfAsLong() {
		assertThat(pauseAfterADrop()).isEqualTo(200);
		assertThat(pauseAfterADrop()).isEqualTo(400);
		assertThat(pauseAfterADrop()).isEqualTo(800);
		this.time.pass(Duration.ofMinutes(10));
		assertThat(pauseAfterADrop()).isEqualTo(400);
		this.time.pass(Duration.ofHours(10));
		assertThat(pauseAfterADrop()).isEqualTo(200);
	}

	@Test
	void dropsMeanwhileAreOne() {
		this.hearing.dropped();
		this.hearing.dropped();
		this.time.pass(Duration.ofSeconds(10));
		assertThat(this.store.resubscriptions).isOne();
	}

	@Test
	void nothingIsHeardWhileTheStoreFindsThatNothingArrives() {
		this.hearing.subscribed();
		this.hearing.delivered(new Delivery(Way.NONE, false));
		assertThat(this.hearing.heard()).isFalse();
		this.hearing.dropped();
		this.time.pass(Duration.ofMinutes(1));
		assertThat(this.store.resubscriptions).as("which would help nobody").isZero();
		this.hearing.delivered(new Delivery(Way.CLIENT, false));
		assertThat(this.hearing.heard()).isTrue();
	}

	@Test
	void findingLiftsNoMarkOfADrop() {
		this.hearing.subscribed();
		this.hearing.dropped();
		this.hearing.delivered(new Delivery(Way.SCRIPT, true));
		this.time.pass(Duration.ofMillis(200));
		this.hearing.delivered(new Delivery(Way.SCRIPT, true));
		assertThat(this.hearing.heard()).isFalse();
	}

	private long pauseAfterADrop() {
		int before = this.store.resubscriptions;
		this.hearing.dropped();
		long pause = 0;
		while (this.store.resubscriptions == before && pause < 60_000) {
			this.time.pass(Duration.ofMillis(50));
			pause += 50;
		}
		this.hearing.subscribed();
		return pause;
	}

}
