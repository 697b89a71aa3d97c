package io.github.batonlock.store;

import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.testing.RecordingListener;
import io.github.batonlock.testing.RecordingListener.Grant;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The additional contract of a {@link LockStore} that can skip instances without a
 * subscription.
 */
public abstract class SkippingLockStoreContract extends LockStoreContract {

	@Test
	void requestWithoutSubscriberIsSkipped() {
		RecordingListener next = listen("d");
		tryAcquire(A);
		place(B);
		place(C);
		long place = place(D);
		release(A, null);
		assertThat(next.awaitMessage()).isEqualTo(new Grant(NAME, D, place, GRANT, 0));
		assertThat(renew(D)).isEqualTo(new RenewReply.Kept(0));
	}

	@Test
	void markedRequestIsServedWithoutSubscriber() {
		Request marked = Request.of("c", 1, LEASE, true, false);
		listen("d");
		tryAcquire(A);
		place(B);
		place(marked);
		place(D);
		release(A, null);
		assertOwnedBy(marked);
		assertThat(acquire(marked, Enqueue.NO)).isEqualTo(new AcquireReply.Granted(1, false));
	}

	@Test
	void nextRequestIsGrantedIfNoOtherSubscribes() {
		tryAcquire(A);
		place(B);
		place(C);
		assertThat(release(A, A2)).isEqualTo(new ReleaseReply.Granted(0));
		assertOwnedBy(A2);
	}

	@Test
	void lockIsFreeIfNoQueuedInstanceSubscribes() {
		tryAcquire(A);
		place(B);
		place(C);
		assertThat(release(A, null)).isEqualTo(new ReleaseReply.Released());
		assertThat(tryAcquire(D)).isEqualTo(FREE);
		assertThat(renew(D)).isEqualTo(new RenewReply.Kept(0));
	}

	@Test
	void stoppedInstanceReceivesNoMessages() {
		RecordingListener stopped = listen("b");
		tryAcquire(A);
		place(B);
		this.listening.get(0).stop();
		await().until(() -> !heard("b"));
		release(A, null);
		assertThat(tryAcquire(C)).isEqualTo(FREE);
		assertThat(stopped.messages()).isEmpty();
	}

	@Test
	void restartIsAnotherInstance() {
		LockStore store = newStore();
		this.listening.add(store);
		RecordingListener listener = new RecordingListener();
		store.start("b", listener);
		listener.awaitSubscriptions(1);
		store.stop();
		store.start("c", listener);
		listener.awaitSubscriptions(2);
		tryAcquire(A);
		place(B);
		long place = place(C);
		await().until(() -> !heard("b"));
		release(A, null);
		assertThat(listener.awaitMessage()).isEqualTo(new Grant(NAME, C, place, GRANT, 0));
	}

	private boolean heard(String instance) {
		Request probe = request(instance, this.lasts++);
		grantTo(probe, "probed by " + probe);
		return reply(store().renew("probed by " + probe, probe, LEASE)) instanceof RenewReply.Kept;
	}

}
