package io.github.batonlock.sample;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sales in two instances that were started at the same moment, without a Redis.
 */
class SaleIntegrationTests {

	private static ShopProcess one;

	private static ShopProcess other;

	@BeforeAll
	static void startBothAtOnce(@TempDir Path directory) {
		int redisPort = ShopProcess.freePort();
		// long enough that all buyers look at the stock before it is gone
		one = ShopProcess.start(directory, redisPort, "--shop.payment=20ms");
		other = ShopProcess.start(directory, redisPort, "--shop.payment=20ms");
		ShopProcess.awaitEachOther(one, other);
	}

	@AfterAll
	static void stop() {
		one.close();
		other.close();
	}

	@Test
	void sellsExactlyTheStockWithTheLock() {
		SaleResult result = one.sale(20, 200, true);
		assertThat(result.stock()).isEqualTo(20);
		assertThat(result.buyers()).isEqualTo(200);
		assertThat(result.sold()).isEqualTo(20);
		assertThat(result.oversold()).isZero();
		assertThat(result.timeouts()).isZero();
		assertThat(result.instances()).isEqualTo(2);
		assertThat(result.handOversBetweenInstances()).isPositive();
		// the first 20 pay one after the other, and all others wait for them
		assertThat(result.waitP50Ms()).isGreaterThanOrEqualTo(20 * 20);
		assertThat(result.waitP99Ms()).isGreaterThanOrEqualTo(result.waitP50Ms());
	}

	@Test
	void sellsMoreThanTheStockWithoutTheLock() {
		SaleResult result = other.sale(20, 200, false);
		assertThat(result.sold()).isGreaterThan(20);
		assertThat(result.oversold()).isEqualTo(result.sold() - 20);
		assertThat(result.instances()).isEqualTo(2);
		assertThat(result.waitP99Ms()).isZero();
	}

	@Test
	void sellsToAllWhereThereIsEnough() {
		SaleResult result = other.sale(30, 21, true);
		assertThat(result.sold()).isEqualTo(21);
		assertThat(result.oversold()).isZero();
	}

}
