package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * A store whose commands a test hears of before they are sent. What it throws then, the
 * store throws.
 */
final class WatchedStore implements LockStore {

	private final LockStore store;

	private final Consumer<String> watcher;

	WatchedStore(LockStore store, Consumer<String> watcher) {
		this.store = store;
		this.watcher = watcher;
	}

	@Override
	public void start(String instance, StoreListener listener) {
		this.store.start(instance, listener);
	}

	@Override
	public void resubscribe() {
		this.store.resubscribe();
	}

	@Override
	public void stop() {
		this.store.stop();
	}

	@Override
	public CompletionStage<? extends AcquireReply> tryAcquire(String name, Request request, Duration lease) {
		this.watcher.accept("try");
		return this.store.tryAcquire(name, request, lease);
	}

	@Override
	public CompletionStage<? extends AcquireReply> acquire(String name, Request request, Duration lease,
			Enqueue enqueue) {
		this.watcher.accept("acquire");
		return this.store.acquire(name, request, lease, enqueue);
	}

	@Override
	public CompletionStage<RenewReply> renew(String name, Request request, Duration lease) {
		this.watcher.accept("renew");
		return this.store.renew(name, request, lease);
	}

	@Override
	public CompletionStage<RenewReply> leave(String name, Request request, Request left, Duration time) {
		this.watcher.accept("leave");
		return this.store.leave(name, request, left, time);
	}

	@Override
	public CompletionStage<FenceReply> fence(String name, Request request, int wanted) {
		this.watcher.accept("fence");
		return this.store.fence(name, request, wanted);
	}

	@Override
	public CompletionStage<? extends ReleaseReply> release(String name, Request request, @Nullable Request next,
			Duration grantLease, Duration lease) {
		this.watcher.accept("release");
		return this.store.release(name, request, next, grantLease, lease);
	}

}
