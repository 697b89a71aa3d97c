package io.github.batonlock.sample;

import java.time.Duration;
import java.time.Instant;

import io.github.batonlock.DistributedLock;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * Sells products. A buyer reads the stock, pays, and writes the remaining stock. Another
 * buyer who reads the stock in between buys the same item again.
 */
@Service
public class Shop {

	private final Warehouse warehouse;

	private final Instances instances;

	private final ApplicationEventPublisher events;

	private final Duration payment;

	Shop(Warehouse warehouse, Instances instances, ApplicationEventPublisher events,
			@Value("${shop.payment}") Duration payment) {
		this.warehouse = warehouse;
		this.instances = instances;
		this.events = events;
		this.payment = payment;
	}

	/**
	 * Buys one item, one buyer at a time in all instances.
	 * @param productId the product to buy
	 */
	@DistributedLock(name = "product", key = "#productId", timeout = "30s")
	public void buy(long productId) {
		sell(productId);
	}

	/**
	 * Buys one item as if there were no other buyers.
	 * @param productId the product to buy
	 */
	public void buyUnlocked(long productId) {
		sell(productId);
	}

	private void sell(long productId) {
		Instant begin = Instant.now();
		int stock = this.warehouse.stock(productId);
		if (stock > 0) {
			pay();
			this.warehouse.sell(productId, stock - 1, this.instances.self());
		}
		else {
			this.warehouse.refuse(productId, this.instances.self());
		}
		this.events.publishEvent(new Visit(productId, begin, Instant.now(), stock > 0));
	}

	private void pay() {
		try {
			Thread.sleep(this.payment.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while paying", ex);
		}
	}

}
