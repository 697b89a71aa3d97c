package io.github.batonlock.sample;

import java.util.Objects;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The products and their purchases, in a database that all instances share.
 */
@Repository
class Warehouse {

	private final JdbcClient jdbc;

	Warehouse(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	long add(int stock) {
		KeyHolder id = new GeneratedKeyHolder();
		this.jdbc.sql("insert into product (stock) values (?)").param(stock).update(id, "id");
		return Objects.requireNonNull(id.getKeyAs(Long.class));
	}

	int stock(long productId) {
		return this.jdbc.sql("select stock from product where id = ?").param(productId).query(Integer.class).single();
	}

	@Transactional
	void sell(long productId, int left, String instance) {
		this.jdbc.sql("update product set stock = ? where id = ?").params(left, productId).update();
		record(productId, instance, true);
	}

	void refuse(long productId, String instance) {
		record(productId, instance, false);
	}

	Optional<Product> product(long productId) {
		return this.jdbc.sql("""
				select id, stock,
					(select count(*) from purchase where product_id = product.id and sold) as sold,
					(select count(*) from purchase where product_id = product.id and not sold) as refused
				from product where id = ?""").param(productId).query(Product.class).optional();
	}

	int instances(long productId) {
		return count("select count(distinct instance) from purchase where product_id = ?", productId);
	}

	/**
	 * Returns how often a buyer came directly after a buyer of another instance.
	 */
	int handOvers(long productId) {
		return count("""
				select count(*) from (
					select instance, lag(instance) over (order by id) as previous from purchase where product_id = ?
				) as visit where instance <> previous""", productId);
	}

	private void record(long productId, String instance, boolean sold) {
		this.jdbc.sql("insert into purchase (product_id, instance, sold) values (?, ?, ?)")
			.params(productId, instance, sold)
			.update();
	}

	private int count(String sql, long productId) {
		return this.jdbc.sql(sql).param(productId).query(Integer.class).single();
	}

	/**
	 * The current state of a product.
	 *
	 * @param id number of the product
	 * @param stock the remaining stock, as far as the last buyer knew
	 * @param sold number of buyers
	 * @param refused number of buyers who found it sold out
	 */
	record Product(long id, int stock, int sold, int refused) {

	}

}
