package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;

/**
 * Tests for {@link CompositeLockListener}.
 */
class CompositeLockListenerTests {

	private final LockListener first = mock();

	private final LockListener second = mock();

	private final CompositeLockListener composite = new CompositeLockListener(List.of(this.first, this.second));

	@Test
	void callsAllListenersInTheirOrder() {
		Lease lease = mock();
		LockLostException lost = new LockLostException("a", "why");
		RuntimeException reason = new RuntimeException();
		this.composite.handedOver("a", true);
		this.composite.acquired(lease, Duration.ofSeconds(1));
		this.composite.notAcquired("a", Duration.ofSeconds(2), reason);
		this.composite.released("a", Duration.ofSeconds(3));
		this.composite.lost("a", Duration.ofSeconds(4), lost);
		InOrder order = inOrder(this.first, this.second);
		then(this.first).should(order).handedOver("a", true);
		then(this.second).should(order).handedOver("a", true);
		then(this.first).should(order).acquired(lease, Duration.ofSeconds(1));
		then(this.second).should(order).acquired(lease, Duration.ofSeconds(1));
		then(this.first).should(order).notAcquired("a", Duration.ofSeconds(2), reason);
		then(this.second).should(order).notAcquired("a", Duration.ofSeconds(2), reason);
		then(this.first).should(order).released("a", Duration.ofSeconds(3));
		then(this.second).should(order).released("a", Duration.ofSeconds(3));
		then(this.first).should(order).lost("a", Duration.ofSeconds(4), lost);
		then(this.second).should(order).lost("a", Duration.ofSeconds(4), lost);
	}

	@Test
	void callsListenersOfTheCategory() {
		LockListener ofCategory = mock();
		given(this.first.forCategory("b")).willReturn(ofCategory);
		given(this.second.forCategory("b")).willThrow(new AssertionError("broken"));
		LockListener composite = this.composite.forCategory("b");
		composite.released("a", Duration.ZERO);
		then(ofCategory).should().released("a", Duration.ZERO);
		then(this.first).should(never()).released(any(), any());
		then(this.second).should().released("a", Duration.ZERO);
		assertThat(this.composite.forCategory("b")).isSameAs(composite);
	}

	@Test
	void listenerMayCauseEventsInForCategory() {
		LockListener ofCategory = mock();
		AtomicBoolean asked = new AtomicBoolean();
		given(this.second.forCategory("b")).willReturn(this.second);
		given(this.first.forCategory("b")).willAnswer((call) -> {
			if (asked.compareAndSet(false, true)) {
				this.composite.forCategory("b").released("a", Duration.ZERO);
			}
			return ofCategory;
		});
		this.composite.forCategory("b").released("b", Duration.ZERO);
		then(ofCategory).should().released("a", Duration.ZERO);
		then(ofCategory).should().released("b", Duration.ZERO);
		then(this.first).should(never()).released(any(), any());
	}

	@Test
	void callsTheNextListenerWhenOneFails() {
		willThrow(new AssertionError("broken")).given(this.first).released(any(), any());
		this.composite.released("a", Duration.ZERO);
		then(this.second).should().released("a", Duration.ZERO);
	}

}
