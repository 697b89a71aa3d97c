package io.github.batonlock.sample;

import java.nio.file.Path;

import io.github.batonlock.sample.ShopPage.Lane;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of one of two instances during sales.
 */
class PageIntegrationTests {

	private static ShopProcess one;

	private static ShopProcess other;

	private static ShopPage page;

	@BeforeAll
	static void open(@TempDir Path directory) {
		int redisPort = ShopProcess.freePort();
		one = ShopProcess.start(directory, redisPort);
		other = ShopProcess.start(directory, redisPort);
		ShopProcess.awaitEachOther(one, other);
		page = ShopPage.open(one.address());
	}

	@AfterAll
	static void close() {
		// even if the page could not be opened
		one.close();
		other.close();
		page.close();
	}

	@Test
	void stockEndsAtZeroWithTheLock() {
		page.sell(10, 50, true);
		ShopProcess.await().until(() -> page.lane(true).ended());
		assertThat(page.lane(true)).isEqualTo(new Lane(true, 0, 10, 0, 2, 50, 50));
	}

	@Test
	void stockEndsBelowZeroWithoutTheLock() {
		page.sell(11, 50, false);
		ShopProcess.await().until(() -> page.lane(false).ended());
		Lane lane = page.lane(false);
		assertThat(lane.left()).isNegative();
		assertThat(lane).isEqualTo(new Lane(true, lane.left(), 11 - lane.left(), -lane.left(), 2, 50, 0));
	}

	@Test
	void salesThatAreStartedElsewhereAreShownToo() {
		other.sale(3, 20, true);
		ShopProcess.await().until(() -> page.lane(true).bars() == 20);
		assertThat(page.lane(true)).isEqualTo(new Lane(true, 0, 3, 0, 2, 20, 20));
	}

}
