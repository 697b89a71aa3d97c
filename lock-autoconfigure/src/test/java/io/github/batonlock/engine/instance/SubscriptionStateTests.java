package io.github.batonlock.engine.instance;

import java.time.Duration;

import io.github.batonlock.engine.ScriptedStore;
import io.github.batonlock.engine.VirtualTime;
import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.Delivery.Way;
import io.github.batonlock.store.Request;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SubscriptionState}.
 */
class SubscriptionStateTests {

	private static final Request REQUEST = Request.of("instance", 1, Duration.ofSeconds(9), false, false);

	private final VirtualTime time = new VirtualTime();

	private final ScriptedStore store = new ScriptedStore();

	private final SubscriptionState hearing = new SubscriptionState(this.store, this.time);

	@Test
	void hearsAfterTheFirstConfirmedSubscription() {
		assertThat(this.hearing.reliable()).isFalse();
		this.hearing.subscribed();
		assertThat(this.hearing.reliable()).isTrue();
	}

	@Test
	void dropLiftsTheMarkOnlyByASubscriptionMadeAnew() {
		this.hearing.subscribed();
		drop();
		this.hearing.subscribed();
		assertThat(this.hearing.reliable()).as("a subscription from before").isFalse();
		this.time.pass(Duration.ofMillis(200));
		assertThat(this.store.resubscriptions).isOne();
		assertThat(this.hearing.reliable()).isFalse();
		this.hearing.subscribed();
		assertThat(this.hearing.reliable()).isTrue();
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
		drop();
		drop();
		this.time.pass(Duration.ofSeconds(10));
		assertThat(this.store.resubscriptions).isOne();
	}

	@Test
	void whatWasLostBeforeTheNewestConfirmationIsNoSign() {
		long placed = this.time.now().nanos();
		this.time.pass(Duration.ofMillis(1));
		this.hearing.subscribed();
		this.hearing.dropped(placed);
		this.hearing.missed(REQUEST, placed);
		this.time.pass(Duration.ofSeconds(10));
		assertThat(this.hearing.reliable()).isTrue();
		assertThat(this.store.resubscriptions).isZero();
	}

	@Test
	void grantMayComeAfterTheAnswerThatTellsIt() {
		this.hearing.subscribed();
		this.hearing.missed(REQUEST, this.time.now().nanos());
		this.time.pass(Duration.ofMillis(990));
		this.hearing.granted(REQUEST);
		this.time.pass(Duration.ofSeconds(10));
		assertThat(this.hearing.reliable()).isTrue();
		assertThat(this.store.resubscriptions).isZero();
	}

	@Test
	void grantThatDoesNotComeIsADrop() {
		this.hearing.subscribed();
		this.hearing.missed(REQUEST, this.time.now().nanos());
		this.time.pass(Duration.ofMillis(1000));
		assertThat(this.hearing.reliable()).isFalse();
	}

	@Test
	void nothingIsHeardWhileTheStoreFindsThatNothingArrives() {
		this.hearing.subscribed();
		this.hearing.delivered(new Delivery(Way.NONE, false));
		assertThat(this.hearing.reliable()).isFalse();
		drop();
		this.time.pass(Duration.ofMinutes(1));
		assertThat(this.store.resubscriptions).as("which would help nobody").isZero();
		this.hearing.delivered(new Delivery(Way.CLIENT, false));
		assertThat(this.hearing.reliable()).isTrue();
	}

	@Test
	void findingLiftsNoMarkOfADrop() {
		this.hearing.subscribed();
		drop();
		this.hearing.delivered(new Delivery(Way.SCRIPT, true));
		this.time.pass(Duration.ofMillis(200));
		this.hearing.delivered(new Delivery(Way.SCRIPT, true));
		assertThat(this.hearing.reliable()).isFalse();
	}

	private long pauseAfterADrop() {
		int before = this.store.resubscriptions;
		drop();
		long pause = 0;
		while (this.store.resubscriptions == before && pause < 60_000) {
			this.time.pass(Duration.ofMillis(50));
			pause += 50;
		}
		this.hearing.subscribed();
		return pause;
	}

	/** Of a place that was asked for after the newest confirmation. */
	private void drop() {
		this.hearing.dropped(this.time.now().nanos());
	}

}
