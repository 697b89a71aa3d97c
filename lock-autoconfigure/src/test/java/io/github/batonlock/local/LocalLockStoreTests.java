package io.github.batonlock.local;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.SkippingLockStoreContract;
import io.github.batonlock.testing.RecordingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LocalLockStore}, including its memory.
 */
class LocalLockStoreTests extends SkippingLockStoreContract {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final Request A = Request.of("a", 1, LEASE, false, false);

	private static final Request B = Request.of("b", 1, LEASE, true, false);

	private final LocalLockStore shared = new LocalLockStore();

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);

	private final LocalLockStore store = new LocalLockStore(this.nanos::get);

	@AfterEach
	@Override
	protected void stop() {
		super.stop();
	}

	@Override
	protected LockStore newStore() {
		return this.shared.sibling();
	}

	@Override
	protected LockStore store() {
		return this.shared;
	}

	@Test
	void keepsNothingForUnusedNames() {
		for (int i = 0; i < 100; i++) {
			String name = "once:" + i;
			this.store.tryAcquire(name, A, LEASE);
			this.store.acquire(name, B, LEASE, Enqueue.YES);
			this.store.release(name, A, null, LEASE, LEASE);
			this.store.release(name, B, null, LEASE, LEASE);
			this.store.renew(name, A, LEASE);
			this.store.fence(name, A, 1);
		}
		assertThat(this.store.size()).isZero();
	}

	@Test
	void removesExpiredLocksWithoutRequests() {
		for (int i = 0; i < 100; i++) {
			this.store.tryAcquire("crashed:" + i, A, LEASE);
			this.store.acquire("crashed:" + i, B, LEASE, Enqueue.YES);
		}
		assertThat(this.store.size()).isEqualTo(100);
		this.nanos.addAndGet(LEASE.toNanos());
		for (int i = 0; i < 11_000; i++) {
			this.store.renew("other", A, LEASE);
		}
		assertThat(this.store.size()).isZero();
	}

	@Test
	void ownerKeepsTheLockUntilItsVeryLastInstant() {
		this.store.tryAcquire("a", A, LEASE);
		this.nanos.addAndGet(LEASE.toNanos() - 1);
		assertThat(reply(this.store.tryAcquire("a", B, LEASE))).isEqualTo(new AcquireReply.Taken());
		this.nanos.incrementAndGet();
		assertThat(reply(this.store.tryAcquire("a", B, LEASE))).isEqualTo(new AcquireReply.Granted(0, false));
	}

	@Test
	void queueIsKeptForALeaseAfterTheLastSignOfLife() {
		this.store.tryAcquire("a", A, LEASE.multipliedBy(10));
		this.store.acquire("a", B, LEASE, Enqueue.YES);
		this.nanos.addAndGet(LEASE.toNanos() - 1);
		this.store.acquire("a", B, LEASE, Enqueue.NO);
		this.store.acquire("a", Request.of("c", 1, LEASE, false, false), Duration.ofMillis(1), Enqueue.YES);
		this.nanos.addAndGet(LEASE.toNanos() - 1);
		assertThat(reply(this.store.renew("a", A, LEASE))).isEqualTo(new RenewReply.Kept(2));
		this.nanos.incrementAndGet();
		assertThat(reply(this.store.renew("a", A, LEASE))).isEqualTo(new RenewReply.Kept(0));
	}

	@Test
	void siblingsShareLocksAndHearTheirOwnMessages() {
		LocalLockStore sibling = this.store.sibling();
		RecordingListener here = new RecordingListener();
		RecordingListener there = new RecordingListener();
		this.store.start("a", here);
		sibling.start("b", there);
		this.store.tryAcquire("a", A, LEASE);
		sibling.acquire("a", B, LEASE, Enqueue.YES);
		assertThat(here.messages()).containsExactly(new RecordingListener.Ask("a", A));
		this.store.release("a", A, null, LEASE, LEASE);
		assertThat(there.messages()).hasSize(1);
		assertThat(here.messages()).hasSize(1);
		assertThat(new LocalLockStore().size()).isZero();
	}

	@Test
	void stoppedStoreSendsNoMessages() {
		RecordingListener listener = new RecordingListener();
		this.store.start("a", listener);
		this.store.stop();
		this.store.resubscribe();
		assertThat(listener.subscriptions()).isOne();
	}

	private static <T> T reply(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

}
