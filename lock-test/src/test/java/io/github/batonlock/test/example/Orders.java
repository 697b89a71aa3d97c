package io.github.batonlock.test.example;

import io.github.batonlock.DistributedLock;

import org.springframework.stereotype.Service;

/**
 * The bean under test in the examples.
 */
@Service
public class Orders {

	private final Carrier carrier;

	Orders(Carrier carrier) {
		this.carrier = carrier;
	}

	/**
	 * Ships an order.
	 * @param orderId the order
	 */
	@DistributedLock(name = "order", key = "#orderId", timeout = "30s")
	public void ship(long orderId) {
		this.carrier.collect(orderId);
	}

}
