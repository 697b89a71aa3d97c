package io.github.batonlock.sample;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The view of a shop through its Actuator.
 */
class ActuatorIntegrationTests {

	private static ShopProcess shop;

	@BeforeAll
	static void start(@TempDir Path directory) {
		// long enough that a sale can be observed
		shop = ShopProcess.start(directory, ShopProcess.freePort(), "--shop.payment=300ms");
		ShopProcess.awaitEachOther(shop);
	}

	@AfterAll
	static void stop() {
		shop.close();
	}

	@Test
	void shopIsWell() {
		assertThat(shop.actuator("health").path("status").asString()).isEqualTo("UP");
		// unknown until it is subscribed
		ShopProcess.await().until(() -> shop.actuator("health").at("/components/locks/status").asString().equals("UP"));
	}

	@Test
	void lockOfASaleIsSeen() {
		CompletableFuture<SaleResult> sale = CompletableFuture.supplyAsync(() -> shop.sale(20, 20, true));
		JsonNode lock = ShopProcess.await()
			.until(() -> shop.actuator("locks").path("locks").path(0),
					(first) -> first.path("waiting").asInt() > 0 && first.path("holder").has("thread"));
		String name = lock.path("name").asString();
		assertThat(name).startsWith("product:");
		JsonNode seen = shop.actuator("locks/" + name);
		assertThat(seen.path("name").asString()).isEqualTo(name);
		assertThat(sale.join().sold()).isEqualTo(20);
		assertThat(shop.actuator("locks").path("total").asInt()).isZero();
	}

	@Test
	void salesAreMeasured() {
		shop.sale(1, 3, true);
		assertThat(shop.actuator("metrics/distributed.lock.wait").path("measurements").path(0).path("value").asInt())
			.isGreaterThanOrEqualTo(3);
	}

}
