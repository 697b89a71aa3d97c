package io.github.batonlock.reactor;

import java.util.List;
import java.util.Set;

import io.github.batonlock.LeasedLock;
import io.github.batonlock.aop.LeaseWait;
import io.github.batonlock.aop.PendingCall;
import io.github.batonlock.aop.PendingCall.LockId;
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
			Set<LockId> ids = this.call.ids(lock);
			SharedLease outer = outer(lock, ids);
			if (outer != null && outer.enter()) {
				entered(outer, sink);
			}
			else {
				await(lock, ids, sink);
			}
		});
	}

	private @Nullable SharedLease outer(LeasedLock lock, Set<LockId> ids) {
		List<SharedLease> outer = SharedLease.find(this.context, ids);
		if (outer.isEmpty()) {
			return null;
		}
		if (!outer.get(0).ids().containsAll(ids)) {
			throw this.call.overlap(lock, ids.stream().filter((id) -> isHeld(outer, id)).toList());
		}
		return outer.get(0);
	}

	private static boolean isHeld(List<SharedLease> leases, LockId id) {
		return leases.stream().anyMatch((lease) -> lease.ids().contains(id));
	}

	private void await(LeasedLock lock, Set<LockId> ids, MonoSink<SharedLease> sink) {
		LeaseWait wait = this.call.acquire(lock);
		sink.onCancel(wait::cancel);
		wait.tell((lease, error) -> {
			if (lease != null) {
				entered(new SharedLease(lease, ids, wait.executor()), sink);
			}
			else if (error != null) {
				refused(error, sink);
			}
		});
	}

	private static void refused(Throwable error, MonoSink<SharedLease> sink) {
		if (error instanceof RuntimeException reason) {
			sink.error(new NotHadException(reason));
		}
		else {
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
