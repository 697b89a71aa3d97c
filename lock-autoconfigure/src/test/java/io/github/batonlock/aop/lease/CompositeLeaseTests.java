package io.github.batonlock.aop.lease;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.testing.TestLocks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.ArgumentCaptor;
import org.mockito.InOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CompositeLease}.
 */
@Timeout(60)
class CompositeLeaseTests {

	private final TestLocks locks = new TestLocks();

	private final Lease one = mock();

	private final Lease two = mock();

	private final Lease both = new CompositeLease(List.of(this.one, this.two));

	@AfterEach
	void close() {
		this.locks.close();
	}

	@Test
	void isValidWhileAllPartsAreValid() {
		given(this.one.isValid()).willReturn(true);
		assertThat(this.both.isValid()).isFalse();
		given(this.two.isValid()).willReturn(true);
		assertThat(this.both.isValid()).isTrue();
		assertThatNoException().isThrownBy(this.both::ensureValid);
		LockLostException loss = new LockLostException("two", "gone");
		willThrow(loss).given(this.two).ensureValid();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(this.both::ensureValid).isSameAs(loss);
	}

	@Test
	void remainsAsLongAsTheShortestPart() {
		given(this.one.remaining()).willReturn(Duration.ofSeconds(5));
		given(this.two.remaining()).willReturn(Duration.ofSeconds(3));
		assertThat(this.both.remaining()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void closesTheLastFirst() {
		this.both.close();
		InOrder order = inOrder(this.one, this.two);
		order.verify(this.two).close();
		order.verify(this.one).close();
	}

	@Test
	void closesAllPartsWhenOneFails() {
		RuntimeException first = new IllegalStateException("two");
		Error second = new StackOverflowError("one");
		willThrow(first).given(this.two).close();
		willThrow(second).given(this.one).close();
		assertThatIllegalStateException().isThrownBy(this.both::close)
			.isSameAs(first)
			.satisfies((ex) -> assertThat(ex).hasSuppressedException(second));
		then(this.one).should().close();
	}

	@Test
	void closesAllPartsOfFailedAcquisitionWhenOneFails() {
		LeasedLock broken = mock();
		LeasedLock busy = mock();
		given(broken.acquire(any())).willReturn(this.two);
		given(broken.timeout()).willReturn(Duration.ofSeconds(1));
		given(busy.timeout()).willReturn(Duration.ofSeconds(1));
		RuntimeException reason = new IllegalStateException("busy");
		RuntimeException failure = new IllegalStateException("two");
		given(busy.acquire(any())).willThrow(reason);
		willThrow(failure).given(this.two).close();
		LockSet locks = new LockSet(List.of(this.locks.here().obtain("a"), broken, busy));
		assertThatIllegalStateException().isThrownBy(locks::acquire)
			.isSameAs(reason)
			.satisfies((ex) -> assertThat(ex).hasSuppressedException(failure));
		assertThat(this.locks.isFree("a")).isTrue();
	}

	@Test
	void reportsLossOnce() {
		AtomicInteger lost = new AtomicInteger();
		this.both.onLost(lost::incrementAndGet);
		ArgumentCaptor<Runnable> first = ArgumentCaptor.captor();
		ArgumentCaptor<Runnable> second = ArgumentCaptor.captor();
		then(this.one).should().onLost(first.capture());
		then(this.two).should().onLost(second.capture());
		assertThat(lost).hasValue(0);
		second.getValue().run();
		first.getValue().run();
		assertThat(lost).hasValue(1);
	}

	@Test
	void isLostWithTheFirstLostPart() throws Exception {
		LockOptions brief = LockOptions.builder().maxHold(Duration.ofMillis(20)).build();
		try (Lease lease = new LockSet(List.of(this.locks.here().obtain("a"), this.locks.here().obtain("b", brief)))
			.acquire()) {
			CountDownLatch lost = new CountDownLatch(1);
			lease.onLost(lost::countDown);
			assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(lease.isValid()).isFalse();
			assertThat(lease.remaining()).isZero();
			assertThatExceptionOfType(LockLostException.class).isThrownBy(lease::ensureValid)
				.withMessageContaining("Lock 'b'");
		}
		assertThat(this.locks.isFree("a")).isTrue();
	}

	@Test
	void rejectsFencingTokenOfSeveralLocks() {
		try (Lease lease = LockSetTests.several(this.locks.here(), LockOptions.configured(), "a", "b").acquire()) {
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(lease::fencingToken)
				.withMessage("The locks [a, b] are held together and have a fencing token each: ask for the lease of "
						+ "one of them, with CurrentLease.of(name)");
			assertThat(this.locks.here().obtain("a").current().orElseThrow().fencingToken()).isPositive();
			assertThat(((CompositeLease) lease).leases()).extracting(Lease::name).containsExactly("a", "b");
		}
	}

	@Test
	void messagesEscapeNames() {
		given(this.one.name()).willReturn("a\nb");
		given(this.two.name()).willReturn("c");
		assertThat(this.both).hasToString("Lease[a\\u000Ab, c]");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(this.both::fencingToken)
			.withMessageStartingWith("The locks [a\\u000Ab, c] ");
	}

	@Test
	void emptyLeaseIsNeverLost() {
		Lease none = new CompositeLease(List.of());
		assertThat(none.isValid()).isTrue();
		assertThat(none.remaining()).isPositive();
		assertThatNoException().isThrownBy(none::ensureValid);
		none.close();
	}

}
