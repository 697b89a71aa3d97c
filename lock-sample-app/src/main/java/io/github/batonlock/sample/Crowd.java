package io.github.batonlock.sample;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.batonlock.LockAcquisitionTimeoutException;

import org.springframework.stereotype.Component;

/**
 * Buyers of one product who come to this instance all at once, each in a separate thread.
 */
@Component
class Crowd {

	private final Shop shop;

	private final Waits waits;

	private final Reports reports;

	Crowd(Shop shop, Waits waits, Reports reports) {
		this.shop = shop;
		this.waits = waits;
		this.reports = reports;
	}

	Result buy(long productId, int buyers, boolean locked) {
		Supplier<Optional<RuntimeException>> buyer = () -> tryToBuy(productId, locked);
		this.waits.record(productId);
		List<Optional<RuntimeException>> ends;
		try (Reports.Report report = this.reports.open(productId)) {
			ends = Threads.runAll(Collections.nCopies(buyers, buyer));
		}
		List<RuntimeException> failures = ends.stream().flatMap(Optional::stream).toList();
		List<String> unexpected = failures.stream()
			.filter((failure) -> !(failure instanceof LockAcquisitionTimeoutException))
			.map(RuntimeException::toString)
			.toList();
		return new Result(failures.size() - unexpected.size(), unexpected, this.waits.recorded(productId));
	}

	private Optional<RuntimeException> tryToBuy(long productId, boolean locked) {
		try {
			if (locked) {
				this.shop.buy(productId);
			}
			else {
				this.shop.buyUnlocked(productId);
			}
			return Optional.empty();
		}
		catch (RuntimeException ex) {
			return Optional.of(ex);
		}
	}

	/**
	 * The result of a crowd.
	 *
	 * @param timeouts number of buyers who waited for the lock in vain
	 * @param failures other failures, one for each affected buyer
	 * @param waits how long each buyer waited for the lock
	 */
	record Result(int timeouts, List<String> failures, List<Duration> waits) {

		static final Result NOBODY = new Result(0, List.of(), List.of());

		Result and(Result other) {
			return new Result(this.timeouts + other.timeouts, both(this.failures, other.failures),
					both(this.waits, other.waits));
		}

		private static <T> List<T> both(List<T> first, List<T> second) {
			return Stream.concat(first.stream(), second.stream()).toList();
		}

	}

}
