package io.github.batonlock.reactor;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.aop.LeaseWait;
import io.github.batonlock.aop.PendingCall;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.ContextView;

/**
 * The way of one subscription into its lock and out of it. Whoever leaves while the lease
 * is on its way does not get it.
 */
final class Admission {

	private final PendingCall call;

	private final ContextView context;

	private @Nullable SharedLease held;

	private boolean left;

	Admission(PendingCall call, ContextView context) {
		this.call = call;
		this.context = context;
	}

	/**
	 * Enter by the lease of a publisher outside, or else wait for one. It is told of on
	 * the registry's executor, so that what follows runs there.
	 */
	Mono<SharedLease> enter() {
		return Mono.create((sink) -> {
			LeasedLock lock = this.call.lock();
			SharedLease outer = SharedLease.find(this.context, lock.name());
			if (outer != null && outer.enter()) {
				entered(outer, sink);
			}
			else {
				await(lock, sink);
			}
		});
	}

	private void await(LeasedLock lock, MonoSink<SharedLease> sink) {
		LeaseWait wait = this.call.acquire(lock);
		sink.onCancel(wait::cancel);
		wait.tell((lease, error) -> answered(lease, error, wait, sink));
	}

	private void answered(@Nullable Lease lease, @Nullable Throwable error, LeaseWait wait,
			MonoSink<SharedLease> sink) {
		if (lease != null) {
			entered(new SharedLease(lease, wait.executor()), sink);
		}
		else if (error instanceof RuntimeException reason) {
			sink.error(new NotHadException(reason));
		}
		else if (error != null) {
			sink.error(error);
		}
	}

	private void entered(SharedLease lease, MonoSink<SharedLease> sink) {
		if (keep(lease)) {
			sink.success(lease);
		}
		else {
			lease.leave().subscribe();
		}
	}

	private synchronized boolean keep(SharedLease lease) {
		this.held = this.left ? null : lease;
		return !this.left;
	}

	/**
	 * Leave, once.
	 * @return completes when that is done
	 */
	Mono<Void> leave() {
		SharedLease lease = left();
		return (lease != null) ? lease.leave() : Mono.empty();
	}

	private synchronized @Nullable SharedLease left() {
		this.left = true;
		return this.held;
	}

}
