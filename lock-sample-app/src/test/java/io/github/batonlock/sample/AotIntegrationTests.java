package io.github.batonlock.sample;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shop as Spring Boot has processed it ahead of time.
 */
class AotIntegrationTests {

	@TempDir
	private Path directory;

	@Test
	void lockWorksInAotProcessedApplication() {
		try (ShopProcess shop = ShopProcess.startAotProcessed(this.directory, ShopProcess.freePort())) {
			ShopProcess.awaitEachOther(shop);
			SaleResult unlocked = shop.sale(5, 50, false);
			assertThat(unlocked.oversold()).isPositive();
			SaleResult locked = shop.sale(5, 50, true);
			assertThat(locked.sold()).isEqualTo(5);
			assertThat(locked.oversold()).isZero();
			assertThat(locked.waitP99Ms()).isPositive();
			assertThat(shop.log()).contains("Starting AOT-processed SampleApplication")
				.doesNotContain("WARN", "ERROR", "\tat ");
		}
	}

}
