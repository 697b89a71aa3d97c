package io.github.batonlock.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.batonlock.sample.Warehouse.Product;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Service;

/**
 * Runs whole sales: buyers come to all instances at once.
 */
@Service
class Sales {

	private final Warehouse warehouse;

	private final Instances instances;

	private final Branches branches;

	private final Crowd crowd;

	private final LiveChannel live;

	private final RunningSales running;

	Sales(Warehouse warehouse, Instances instances, Branches branches, Crowd crowd, LiveChannel live,
			RunningSales running) {
		this.warehouse = warehouse;
		this.instances = instances;
		this.branches = branches;
		this.crowd = crowd;
		this.live = live;
		this.running = running;
	}

	/**
	 * Sells a new product.
	 * @return the result, when all buyers have left
	 */
	SaleResult run(int stock, int buyers, boolean locked) {
		long productId = this.warehouse.add(stock);
		LiveEvent.Started started = new LiveEvent.Started(productId, locked, stock, buyers,
				LiveEvent.micros(Instant.now()));
		SaleResult result = null;
		// closed before the end is sent
		try (RunningSales.Running open = this.running.open(started)) {
			this.live.publish(started);
			result = run(productId, stock, buyers, locked);
			return result;
		}
		finally {
			this.live.publish(new LiveEvent.Ended(productId, result));
		}
	}

	private SaleResult run(long productId, int stock, int buyers, boolean locked) {
		Crowd.Result crowds = sell(productId, buyers, locked);
		Product product = this.warehouse.product(productId).orElseThrow();
		int missing = buyers - product.sold() - product.refused() - crowds.timeouts() - crowds.failures().size();
		if (missing > 0) {
			// an instance is gone: its buyers come to this one
			crowds = crowds.and(this.crowd.buy(productId, missing, locked));
		}
		if (!crowds.failures().isEmpty()) {
			throw new DataAccessResourceFailureException("%d of %d buyers failed, the first by %s"
				.formatted(crowds.failures().size(), buyers, crowds.failures().get(0)));
		}
		return result(productId, stock, buyers, crowds);
	}

	private Crowd.Result sell(long productId, int buyers, boolean locked) {
		List<String> others = this.instances.others();
		int share = buyers / (others.size() + 1);
		List<Supplier<Crowd.Result>> crowds = new ArrayList<>();
		crowds.add(() -> this.crowd.buy(productId, buyers - share * others.size(), locked));
		if (share > 0) {
			others.forEach((other) -> crowds.add(() -> this.branches.buy(other, productId, share, locked)));
		}
		return Threads.runAll(crowds).stream().reduce(Crowd.Result.NOBODY, Crowd.Result::and);
	}

	private SaleResult result(long productId, int stock, int buyers, Crowd.Result crowds) {
		int sold = this.warehouse.product(productId).orElseThrow().sold();
		Percentiles waits = new Percentiles(crowds.waits());
		return new SaleResult(stock, buyers, sold, Math.max(0, sold - stock), crowds.timeouts(),
				this.warehouse.instances(productId), this.warehouse.handOvers(productId), waits.millis(50),
				waits.millis(99));
	}

}
