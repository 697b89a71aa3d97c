package io.github.batonlock.sample;

import io.github.batonlock.micrometer.LockMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import org.springframework.stereotype.Component;

/**
 * The meters of this instance for the locks of products.
 */
@Component
class LockFigures {

	private static final Tags PRODUCTS = Tags.of("name", "product");

	private final MeterRegistry meters;

	LockFigures(MeterRegistry meters) {
		this.meters = meters;
	}

	Counts read() {
		return new Counts(count(LockMeters.HANDOVERS, PRODUCTS.and("kind", "local")),
				count(LockMeters.HANDOVERS, PRODUCTS.and("kind", "remote")), count(LockMeters.TIMEOUTS, PRODUCTS));
	}

	private long count(String meter, Tags tags) {
		Counter counter = this.meters.find(meter).tags(tags).counter();
		return (counter != null) ? (long) counter.count() : 0;
	}

	/**
	 * Counts since the start of the instance.
	 *
	 * @param local hand-overs within the instance
	 * @param remote hand-overs from another instance
	 * @param timeouts buyers who waited in vain
	 */
	record Counts(long local, long remote, long timeouts) {

	}

}
