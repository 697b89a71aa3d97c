package io.github.batonlock.test;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.LockState;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * The local store, which simulates failures of a store for some names.
 */
final class SimulatedLockStore implements LockStore {

	private final LocalLockStore memory = new LocalLockStore();

	private final Set<String> hopeless = ConcurrentHashMap.newKeySet();

	private final Set<String> unavailable = ConcurrentHashMap.newKeySet();

	private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

	/** Returns the store of another JVM. */
	LockStore elsewhere() {
		return this.memory.sibling();
	}

	/** Makes callers not wait for a lock that cannot be acquired at once. */
	void giveUpHope(String name) {
		this.hopeless.add(name);
	}

	/** Makes requests to acquire a lock fail. */
	void fail(String name) {
		this.unavailable.add(name);
	}

	/** Ends the simulated failure. */
	void recover(String name) {
		this.hopeless.remove(name);
		this.unavailable.remove(name);
	}

	/** Makes the store reply that the owner is unknown when it renews. */
	void forget(String name) {
		this.forgotten.add(name);
	}

	/**
	 * Ends the simulated loss.
	 * @return whether the owner has not yet been notified of its loss
	 */
	boolean remember(String name) {
		return this.forgotten.remove(name);
	}

	@Override
	public boolean worthWaiting(String name) {
		return !this.hopeless.contains(name) && !this.unavailable.contains(name);
	}

	@Override
	public CompletionStage<? extends AcquireReply> tryAcquire(String name, Request request, Duration lease) {
		return this.unavailable.contains(name) ? failure() : this.memory.tryAcquire(name, request, lease);
	}

	@Override
	public CompletionStage<? extends AcquireReply> acquire(String name, Request request, Duration lease,
			Enqueue enqueue) {
		return this.unavailable.contains(name) ? failure() : this.memory.acquire(name, request, lease, enqueue);
	}

	private static CompletionStage<AcquireReply> failure() {
		return CompletableFuture.failedFuture(new IllegalStateException("the test has made it unavailable"));
	}

	@Override
	public CompletionStage<RenewReply> renew(String name, Request request, Duration lease) {
		if (this.forgotten.remove(name)) {
			this.memory.release(name, request, null, lease, lease);
		}
		return this.memory.renew(name, request, lease);
	}

	@Override
	public CompletionStage<RenewReply> leave(String name, Request request, Request left, Duration time) {
		return this.memory.leave(name, request, left, time);
	}

	@Override
	public CompletionStage<FenceReply> fence(String name, Request request, int wanted) {
		return this.memory.fence(name, request, wanted);
	}

	@Override
	public CompletionStage<? extends ReleaseReply> release(String name, Request request, @Nullable Request next,
			Duration grantLease, Duration lease) {
		return this.memory.release(name, request, next, grantLease, lease);
	}

	@Override
	public CompletionStage<LockState> inspect(String name, int limit) {
		return this.memory.inspect(name, limit);
	}

	@Override
	public CompletionStage<Boolean> tell(String instance, Inquiry inquiry) {
		return this.memory.tell(instance, inquiry);
	}

	@Override
	public void start(String instance, StoreListener listener) {
		this.memory.start(instance, listener);
	}

	@Override
	public void resubscribe() {
		this.memory.resubscribe();
	}

	@Override
	public void stop() {
		this.memory.stop();
	}

	@Override
	public String toString() {
		return this.memory.toString();
	}

}
