package io.github.batonlock;

import java.util.Optional;

import io.github.batonlock.DistributedLock.OnTimeout;
import io.github.batonlock.DistributedLock.OnUnavailable;

import org.springframework.context.annotation.Bean;

/**
 * The Java of docs/annotation/failures.md, so that it is compiled.
 */
public class FailuresExamples {

	private final Store store;

	FailuresExamples(Store store) {
		this.store = store;
	}

	@DistributedLock(name = "price", key = "#item", timeout = "0s", onTimeout = OnTimeout.SKIP)
	public Optional<Price> refresh(String item) {
		return Optional.of(this.store.price(item));
	}

	@DistributedLock(name = "order", key = "#orderId", onTimeout = OnTimeout.HANDLE,
			onUnavailable = OnUnavailable.HANDLE, handler = "laterHandler")
	public Receipt ship(long orderId) {
		return this.store.ship(orderId);
	}

	@Bean
	LockFailureHandler laterHandler() {
		return (failure) -> {
			if (failure.reason() instanceof LockUnavailableException) {
				throw new TryLaterException("No locks at the moment", failure.reason());
			}
			return new Receipt("busy: " + failure.lockName() + ", waited for " + failure.waited());
		};
	}

	@DistributedLock(name = "greeting", onUnavailable = OnUnavailable.PROCEED)
	public void warmUp() {
		this.store.load();
	}

	@DistributedLock(name = "account", key = "#id")
	public void book(long id, long amount) {
		this.store.write(id, amount, CurrentLease.get().fencingToken());
	}

	void deepInside(long id) {
		CurrentLease.of("account:" + id).ensureValid();
	}

	void elsewhere(Lease lease, Runnable work) {
		try (CurrentLease.Scope scope = CurrentLease.open(lease)) {
			work.run();
		}
	}

	record Price(long cents) {
	}

	record Receipt(String text) {
	}

	interface Store {

		Price price(String item);

		Receipt ship(long orderId);

		void load();

		void write(long id, long amount, long token);

	}

	static class TryLaterException extends RuntimeException {

		TryLaterException(String message, Throwable cause) {
			super(message, cause);
		}

	}

}
