package io.github.batonlock.aop.call;

import java.util.List;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.DistributedLock;

/**
 * The Java of docs/annotation/names.md. {@code ReadmeTests} compares them,
 * {@link NamesExamplesTests} runs them.
 */
public class NamesExamples {

	// one lock for all calls: "nightly-report"
	@DistributedLock("nightly-report")
	public void report() {
	}

	// "order:42"
	@DistributedLock(name = "order", key = "#orderId")
	public void ship(long orderId) {
	}

	// the same lock, as a template and as one expression
	@DistributedLock("order:#{#orderId}")
	public void pack(long orderId) {
	}

	@DistributedLock("'order:' + #orderId")
	public void bill(long orderId) {
	}

	// "customer:eu/7"
	@DistributedLock(name = "customer", key = "#order.region + '/' + #order.customer.id")
	public void place(Order order) {
	}

	// "account:1" and "account:2"
	@DistributedLock({ "account:#{#from}", "account:#{#to}" })
	public void transfer(long from, long to, long amount) {
	}

	// one lock for each product in the cart: "product:apple", "product:pear"
	@DistributedLock(name = "product", key = "#cart.products", timeout = "5s")
	public void reserve(Cart cart) {
	}

	void tokens(Cart cart) {
		for (String product : cart.products()) {
			store(product, CurrentLease.of("product:" + product).fencingToken());
		}
	}

	void store(String product, long token) {
	}

	/**
	 * What is ordered.
	 *
	 * @param region where
	 * @param customer by whom
	 */
	public record Order(String region, Customer customer) {
	}

	/**
	 * Who orders.
	 *
	 * @param id its number
	 */
	public record Customer(long id) {
	}

	/**
	 * What is to be bought.
	 *
	 * @param products the products
	 */
	public record Cart(List<String> products) {
	}

}
