package io.github.batonlock;

import java.util.concurrent.CompletableFuture;

import io.github.batonlock.reactor.ContextLease;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The examples of docs/annotation/results.md.
 */
class ResultsExamples {

	static class Warehouse {

		private final Carrier carrier;

		Warehouse(Carrier carrier) {
			this.carrier = carrier;
		}

		@DistributedLock(name = "order", key = "#orderId", timeout = "5s")
		CompletableFuture<String> ship(long orderId) {
			return this.carrier.book(orderId);
		}

		@DistributedLock(name = "order", key = "#orderId", timeout = "5s")
		Mono<String> shipLater(long orderId) {
			return this.carrier.booking(orderId);
		}

		@DistributedLock(name = "order", key = "#orderId")
		Mono<String> shipFenced(long orderId) {
			return ContextLease.fencingToken().flatMap((token) -> this.carrier.fenced(orderId, token));
		}

		@DistributedLock(name = "stock", key = "#shelf")
		Flux<String> count(String shelf) {
			return this.carrier.parcels(shelf);
		}

	}

	interface Carrier {

		CompletableFuture<String> book(long orderId);

		Mono<String> booking(long orderId);

		Mono<String> fenced(long orderId, long token);

		Flux<String> parcels(String shelf);

	}

}
