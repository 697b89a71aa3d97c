package io.github.batonlock.sample;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What one sees of a shop through its Actuator.
 */
class ActuatorIntegrationTests {

	private static ShopProcess shop;

	@BeforeAll
	static void start(@TempDir Path directory) {
		shop = ShopProcess.start(directory, ShopProcess.freePort());
		ShopProcess.awaitEachOther(shop);
	}

	@AfterAll
	static void stop() {
		shop.close();
	}

	@Test
	void shopIsWell() {
		assertThat(shop.actuator("health").path("status").asString()).isEqualTo("UP");
	}

	@Test
	void salesAreMeasured() {
		shop.sale(1, 3, true);
		assertThat(shop.actuator("metrics/distributed.lock.wait").path("measurements").path(0).path("value").asInt())
			.isGreaterThanOrEqualTo(3);
	}

}
