package io.github.batonlock.reactor;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.github.batonlock.Lease;
import io.github.batonlock.LockLostException;
import io.github.batonlock.aop.call.PendingCall;
import io.github.batonlock.aop.lease.LockSet;
import io.github.batonlock.aop.observe.CallObservation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Acquires the lock at each subscription, then calls the method and publishes its
 * elements. The lease ends after completion, error, or cancellation; completion and error
 * are passed on after that.
 */
final class LockedPublisher {

	private final PendingCall call;

	private final Function<Object, Publisher<Object>> adapter;

	LockedPublisher(PendingCall call, Function<Object, Publisher<Object>> adapter) {
		this.call = call;
		this.adapter = adapter;
	}

	Flux<Object> flux() {
		return Flux.deferContextual((context) -> {
			LockSet locks = this.call.locks();
			CallObservation observed = this.call.observe(locks, (key) -> context.getOrDefault(key, null));
			return locked(new Admission(this.call, locks, observed, context), observed)
				.doOnComplete(() -> observed.end(null))
				.doOnError(observed::end)
				.doOnCancel(() -> cancelled(observed))
				.contextWrite((outer) -> outer.putAllMap(observed.context()));
		});
	}

	/**
	 * Reports a cancellation: it is not an error of the call, but an error of a pending
	 * wait.
	 */
	private static void cancelled(CallObservation observed) {
		observed.notAcquired(new CancellationException());
		observed.end(null);
	}

	private Flux<Object> locked(Admission admission, CallObservation observed) {
		return Flux
			.usingWhen(Mono.just(admission), (own) -> own.enter().flatMapMany((held) -> whileHeld(held, observed)),
					Admission::leaveInOrder, Admission::leaveAfter, Admission::leave)
			.concatWith(Mono.fromRunnable(admission::checkRelease))
			.onErrorResume(LockNotAcquiredException.class,
					(reason) -> Flux.from(withoutLock(reason)).contextWrite(SharedLease::none));
	}

	/**
	 * Returns the work under the lease; here, the use of the lease begins.
	 */
	private Flux<Object> whileHeld(SharedLease held, CallObservation observed) {
		Lease lease = held.lease();
		Flux<Object> source = Flux.defer(() -> proceed(held, observed))
			.doOnError((error) -> this.call.suppressLoss(error, lease))
			.concatWith(Mono.fromRunnable(() -> this.call.checkLoss(lease)));
		return (this.call.throwsOnLost() ? untilLost(source, held) : source).contextWrite(held::put);
	}

	/**
	 * Calls the method. A cancellation during the call does not end the lease before the
	 * method has returned.
	 */
	private Publisher<Object> proceed(SharedLease held, CallObservation observed) {
		if (!held.enter()) {
			return Flux.error(new CancellationException());
		}
		try (CallObservation.Scope scope = observed.open()) {
			return this.adapter.apply(this.call.proceed(held.lease()));
		}
		catch (Throwable ex) {
			return Flux.error(ex);
		}
		finally {
			held.leave().subscribe();
		}
	}

	/**
	 * Cancels the source when the lease is lost, and fails. An error of the other
	 * publisher does not make {@code takeUntilOther} cancel the source.
	 */
	private static Flux<Object> untilLost(Flux<Object> source, SharedLease held) {
		AtomicReference<@Nullable Subscription> running = new AtomicReference<>();
		Mono<Object> loss = Mono.create((sink) -> sink.onDispose(held.onLost(() -> lost(held.lease(), running, sink))));
		return source.doOnSubscribe(running::set).takeUntilOther(loss);
	}

	private static void lost(Lease lease, AtomicReference<@Nullable Subscription> running, MonoSink<Object> sink) {
		cancel(running.get());
		try {
			lease.ensureValid();
		}
		catch (LockLostException ex) {
			sink.error(ex);
		}
		cancel(running.get()); // it may have begun meanwhile
	}

	private static void cancel(@Nullable Subscription running) {
		if (running != null) {
			running.cancel();
		}
	}

	private Publisher<Object> withoutLock(LockNotAcquiredException notAcquired) {
		try {
			Object instead = this.call.outcomeWithoutLock(notAcquired.reason());
			return (instead != null) ? this.adapter.apply(instead) : Flux.empty();
		}
		catch (Throwable ex) {
			return Flux.error(ex);
		}
	}

}
