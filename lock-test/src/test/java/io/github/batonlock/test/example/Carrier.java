package io.github.batonlock.test.example;

import org.springframework.stereotype.Component;

/**
 * Delivers orders to customers.
 */
@Component
public class Carrier {

	/**
	 * Collects the items of an order.
	 * @param orderId the order
	 */
	public void collect(long orderId) {
	}

}
