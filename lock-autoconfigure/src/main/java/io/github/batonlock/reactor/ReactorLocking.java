package io.github.batonlock.reactor;

import io.github.batonlock.aop.call.PendingCall;
import io.github.batonlock.aop.call.PublisherLocking;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * Locks publishers of all types that Spring can adapt.
 */
public final class ReactorLocking implements PublisherLocking {

	private final ReactiveAdapterRegistry adapters;

	/**
	 * Creates it.
	 * @param adapters the adapters of publisher types
	 */
	public ReactorLocking(ReactiveAdapterRegistry adapters) {
		this.adapters = adapters;
	}

	@Override
	public Object lock(PendingCall call, Class<?> type) {
		ReactiveAdapter adapter = this.adapters.getAdapter(type);
		Flux<Object> flux = new LockedPublisher(call, this::publisher).flux();
		boolean many = adapter != null && adapter.isMultiValue();
		Publisher<Object> publisher = many ? flux : flux.singleOrEmpty();
		return (adapter != null && !call.isSuspending()) ? adapter.fromPublisher(publisher) : publisher;
	}

	@Override
	public Object guard(Object result) {
		ReactiveAdapter adapter = this.adapters.getAdapter(null, result);
		if (adapter == null) {
			return result;
		}
		Flux<Object> flux = TransactionLease.guarded(adapter.toPublisher(result));
		return adapter.fromPublisher(adapter.isMultiValue() ? flux : flux.singleOrEmpty());
	}

	/**
	 * Adapts the result of a method. A suspending function seems to return a publisher,
	 * whatever its type is.
	 */
	private Publisher<Object> publisher(Object result) {
		ReactiveAdapter adapter = this.adapters.getAdapter(null, result);
		return (adapter != null) ? adapter.toPublisher(result) : Mono.just(result);
	}

}
