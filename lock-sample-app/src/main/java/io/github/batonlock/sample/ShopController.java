package io.github.batonlock.sample;

import java.util.List;

import io.github.batonlock.sample.Warehouse.Product;

import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * The shop over HTTP.
 */
@RestController
class ShopController {

	private static final int MAX = 1000;

	private final Sales sales;

	private final Crowd crowd;

	private final Warehouse warehouse;

	private final Instances instances;

	ShopController(Sales sales, Crowd crowd, Warehouse warehouse, Instances instances) {
		this.sales = sales;
		this.crowd = crowd;
		this.warehouse = warehouse;
		this.instances = instances;
	}

	@GetMapping("/")
	Welcome welcome() {
		return new Welcome("POST /api/sales?stock=20&buyers=200&locked=true", this.instances.all());
	}

	@PostMapping("/api/sales")
	SaleResult sale(@RequestParam(defaultValue = "20") int stock, @RequestParam(defaultValue = "200") int buyers,
			@RequestParam(defaultValue = "true") boolean locked) {
		check("stock", stock);
		check("buyers", buyers);
		return this.sales.run(stock, buyers, locked);
	}

	/**
	 * Handles the request that an instance with a sale sends to the others.
	 */
	@PostMapping("/api/products/{id}/crowd")
	Crowd.Result crowd(@PathVariable long id, @RequestParam int buyers, @RequestParam boolean locked) {
		check("buyers", buyers);
		product(id);
		return this.crowd.buy(id, buyers, locked);
	}

	@GetMapping("/api/products/{id}")
	Product product(@PathVariable long id) {
		return this.warehouse.product(id)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no product " + id));
	}

	@ExceptionHandler
	ProblemDetail unavailable(DataAccessException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(ex.getMessage()));
	}

	private static void check(String name, int value) {
		if (value < 1 || value > MAX) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"'%s' must be from 1 to %d, not %d".formatted(name, MAX, value));
		}
	}

	/**
	 * Describes how to use the shop.
	 *
	 * @param send the request that runs a sale
	 * @param instances the addresses of all instances
	 */
	record Welcome(String send, List<String> instances) {

	}

}
