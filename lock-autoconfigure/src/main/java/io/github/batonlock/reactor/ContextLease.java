package io.github.batonlock.reactor;

import io.github.batonlock.Lease;
import io.github.batonlock.Shown;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The lease under which a publisher runs that a locked method has returned, for its
 * fencing token or to see whether it is still valid, without handing it through all
 * operators. What {@link io.github.batonlock.CurrentLease} is for threads, this is for
 * the Reactor context; a coroutine awaits it.
 * <p>
 * Closing what is found here is not for those who find it: it belongs to the holder.
 */
public final class ContextLease {

	private ContextLease() {
	}

	/**
	 * The lease of the innermost locked publisher around the subscription.
	 * @return the lease, which may have been lost, or an {@link IllegalStateException} if
	 * there is none
	 */
	public static Mono<Lease> get() {
		return held().map(SharedLease::lease);
	}

	/**
	 * The lease of that name, of whichever locked publisher around the subscription, and
	 * in whichever registry.
	 * @param lockName name of the lock, such as {@code order:42}
	 * @return the lease, which may have been lost, or an {@link IllegalStateException} if
	 * there is none
	 */
	public static Mono<Lease> of(String lockName) {
		return Mono.deferContextual((context) -> SharedLease.named(context, lockName)
			.findAny()
			.map(Mono::just)
			.orElseGet(() -> Mono.error(new IllegalStateException(
					"Lock '" + Shown.text(lockName) + "' is not held by the locked publishers around this one"))));
	}

	/**
	 * The fencing token of {@link #get()}, waited for on a thread of the registry, so
	 * that the subscribing thread is not held up.
	 * @return the token, or what {@link Lease#fencingToken()} throws
	 */
	public static Mono<Long> fencingToken() {
		return held().flatMap((held) -> Mono.fromCallable(held.lease()::fencingToken)
			.subscribeOn(Schedulers.fromExecutor(held.executor())));
	}

	private static Mono<SharedLease> held() {
		return Mono.deferContextual((context) -> SharedLease.innermost(context)
			.map(Mono::just)
			.orElseGet(() -> Mono.error(
					new IllegalStateException("There is no locked publisher around this one: a lease is there only in "
							+ "what a method with @DistributedLock returns, and what that subscribes to"))));
	}

}
