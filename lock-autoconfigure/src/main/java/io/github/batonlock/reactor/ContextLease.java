package io.github.batonlock.reactor;

import io.github.batonlock.Lease;
import io.github.batonlock.Shown;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Gives access to the lease of a publisher that a locked method has returned, for example
 * to its fencing token or its validity, without passing it through all operators. It is
 * the equivalent of {@link io.github.batonlock.CurrentLease} for the Reactor context; a
 * coroutine awaits it.
 * <p>
 * The lease belongs to its holder. Code that finds it here must not close it.
 */
public final class ContextLease {

	private ContextLease() {
	}

	/**
	 * Returns the lease of the innermost locked publisher around the subscription.
	 * @return the lease, which may have been lost, or an {@link IllegalStateException} if
	 * there is none
	 */
	public static Mono<Lease> get() {
		return held().map(SharedLease::lease);
	}

	/**
	 * Returns the lease with the given name, of any locked publisher around the
	 * subscription and of any registry.
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
	 * Returns the fencing token of {@link #get()}. Waits for it on a thread of the
	 * registry, so that the subscribing thread is not blocked.
	 * @return the token, or the exception of {@link Lease#fencingToken()}
	 */
	public static Mono<Long> fencingToken() {
		return held().flatMap((held) -> Mono.fromCallable(held.lease()::fencingToken)
			.subscribeOn(Schedulers.fromExecutor(held.executor())));
	}

	private static Mono<SharedLease> held() {
		return Mono.deferContextual((context) -> SharedLease.innermost(context)
			.map(Mono::just)
			.orElseGet(() -> Mono.error(new IllegalStateException(
					"There is no locked publisher around this one: a lease exists only in the publisher "
							+ "that a method with @DistributedLock returns, and in publishers to which it subscribes"))));
	}

}
