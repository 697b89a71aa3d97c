package io.github.batonlock.reactor;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.github.batonlock.Lease;
import io.github.batonlock.LockLostException;
import io.github.batonlock.aop.PendingCall;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Acquires the lock at each subscription, then makes the call and publishes what it
 * publishes. The lease ends after completion, error or cancel; completion and error are
 * passed on after that.
 */
final class LockedPublisher {

	private final PendingCall call;

	private final Function<Object, Publisher<Object>> adapter;

	LockedPublisher(PendingCall call, Function<Object, Publisher<Object>> adapter) {
		this.call = call;
		this.adapter = adapter;
	}

	Flux<Object> flux() {
		return Flux
			.deferContextual((context) -> Flux.usingWhen(Mono.fromSupplier(() -> new Admission(this.call, context)),
					(admission) -> admission.enter().flatMapMany(this::whileHeld), Admission::leave,
					(admission, error) -> admission.leave(), Admission::leave))
			.onErrorResume(NotHadException.class, this::notHad);
	}

	/**
	 * What runs while the lease is held: here its use begins.
	 */
	private Flux<Object> whileHeld(SharedLease held) {
		Lease lease = held.lease();
		Flux<Object> source = Flux.defer(() -> proceed(lease))
			.doOnError((error) -> this.call.suppressLoss(error, lease))
			.concatWith(Mono.fromRunnable(() -> this.call.checkLoss(lease)));
		return (this.call.throwsOnLost() ? untilLost(source, lease) : source).contextWrite(held::put);
	}

	private Publisher<Object> proceed(Lease lease) {
		try {
			return this.adapter.apply(this.call.proceed(lease));
		}
		catch (Throwable ex) {
			return Flux.error(ex);
		}
	}

	/**
	 * Cancel the source when the lease is lost, and fail. An error of the other publisher
	 * does not make {@code takeUntilOther} cancel the source.
	 */
	private static Flux<Object> untilLost(Flux<Object> source, Lease lease) {
		AtomicReference<@Nullable Subscription> running = new AtomicReference<>();
		Mono<Object> loss = Mono.create((sink) -> lease.onLost(() -> lost(lease, running.get(), sink)));
		return source.doOnSubscribe(running::set).takeUntilOther(loss);
	}

	private static void lost(Lease lease, @Nullable Subscription running, MonoSink<Object> sink) {
		if (running != null) {
			running.cancel();
		}
		try {
			lease.ensureValid();
		}
		catch (LockLostException ex) {
			sink.error(ex);
		}
	}

	private Publisher<Object> notHad(NotHadException notHad) {
		try {
			Object instead = this.call.notHad(notHad.reason());
			return (instead != null) ? this.adapter.apply(instead) : Flux.empty();
		}
		catch (Throwable ex) {
			return Flux.error(ex);
		}
	}

}
