package io.github.batonlock.local;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

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
 * A lock store in memory. One store serves one registry; {@link #sibling()} creates
 * another store on the same memory, like a second JVM. It replies at once, on the calling
 * thread, and keeps nothing for names that are no longer used.
 */
public final class LocalLockStore implements LockStore {

	private final LocalLocks locks;

	private volatile @Nullable String instance;

	private volatile @Nullable StoreListener listener;

	/**
	 * Creates a store with its own memory.
	 */
	public LocalLockStore() {
		this(System::nanoTime);
	}

	LocalLockStore(LongSupplier nanoTime) {
		this(new LocalLocks(nanoTime));
	}

	private LocalLockStore(LocalLocks locks) {
		this.locks = locks;
	}

	/**
	 * Creates a store for another registry that shares the locks of this store.
	 * @return the other store
	 */
	public LocalLockStore sibling() {
		return new LocalLockStore(this.locks);
	}

	@Override
	public void start(String instance, StoreListener listener) {
		stop();
		this.instance = instance;
		this.listener = listener;
		this.locks.listen(instance, listener);
		listener.subscribed();
	}

	@Override
	public void resubscribe() {
		StoreListener current = this.listener;
		if (current != null) {
			current.subscribed();
		}
	}

	@Override
	public void stop() {
		this.listener = null;
		String current = this.instance;
		if (current != null) {
			this.locks.leave(current);
		}
	}

	@Override
	public CompletionStage<? extends AcquireReply> tryAcquire(String name, Request request, Duration lease) {
		return delivering((messages) -> this.locks.tryAcquire(name, request, lease));
	}

	@Override
	public CompletionStage<? extends AcquireReply> acquire(String name, Request request, Duration lease,
			Enqueue enqueue) {
		return delivering((messages) -> this.locks.acquire(name, request, lease, enqueue, messages));
	}

	@Override
	public CompletionStage<RenewReply> renew(String name, Request request, Duration lease) {
		return delivering((messages) -> this.locks.renew(name, request, lease));
	}

	@Override
	public CompletionStage<RenewReply> leave(String name, Request request, Request left, Duration time) {
		return delivering((messages) -> this.locks.leave(name, request, left, time));
	}

	@Override
	public CompletionStage<FenceReply> fence(String name, Request request, int wanted) {
		return delivering((messages) -> this.locks.fence(name, request, wanted));
	}

	@Override
	public CompletionStage<? extends ReleaseReply> release(String name, Request request, @Nullable Request next,
			Duration grantLease, Duration lease) {
		return delivering((messages) -> this.locks.release(name, request, next, grantLease, lease, messages));
	}

	@Override
	public CompletionStage<LockState> inspect(String name, int limit) {
		return CompletableFuture.completedFuture(this.locks.inspect(name, limit));
	}

	@Override
	public CompletionStage<Boolean> tell(String instance, Inquiry inquiry) {
		return delivering((messages) -> this.locks.tell(instance, inquiry, messages));
	}

	/** Returns the number of names for which anything is stored. */
	int size() {
		return this.locks.size();
	}

	@Override
	public String toString() {
		return "The local store";
	}

	private <R> CompletionStage<R> delivering(Function<List<Runnable>, R> command) {
		List<Runnable> messages = LocalLocks.noMessages();
		R reply = command.apply(messages);
		messages.forEach(Runnable::run);
		return CompletableFuture.completedFuture(reply);
	}

}
