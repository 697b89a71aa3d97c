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
 * The local store, which for some names does what a store does when something is wrong.
 */
final class SimulatedLockStore implements LockStore {

	private final LocalLockStore memory = new LocalLockStore();

	private final Set<String> hopeless = ConcurrentHashMap.newKeySet();

	private final Set<String> unavailable = ConcurrentHashMap.newKeySet();

	private final Set<String> forgotten = ConcurrentHashMap.newKeySet();

	/** The store of another JVM. */
	LockStore elsewhere() {
		return this.memory.sibling();
	}

	/** Let callers not wait for a lock that they cannot have at once. */
	void giveUpHope(String name) {
		this.hopeless.add(name);
	}

	/** Do not answer those who want to acquire a lock. */
	void fail(String name) {
		this.unavailable.add(name);
	}

	/** Do what a store does again. */
	void recover(String name) {
		this.hopeless.remove(name);
		this.unavailable.remove(name);
	}

	/** Know the owner no more when it renews. */
	void forget(String name) {
		this.forgotten.add(name);
	}

	/**
	 * Forget nothing any more.
	 * @return whether the owner has not heard that it is forgotten
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
