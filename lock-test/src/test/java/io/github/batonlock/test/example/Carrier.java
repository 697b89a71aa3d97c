package io.github.batonlock.test.example;

import org.springframework.stereotype.Component;

/**
 * Who takes orders to customers.
 */
@Component
public class Carrier {

	/**
	 * Take what belongs to an order.
	 * @param orderId the order
	 */
	public void collect(long orderId) {
	}

}
