package io.github.batonlock.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Late watchers, and watchers that miss something, receive the current state.
 */
class HelloIntegrationTests {

	@Test
	void listsRunningSalesWithoutGoneInstances(@TempDir Path directory) {
		int redisPort = ShopProcess.freePort();
		try (ShopProcess watched = ShopProcess.start(directory, redisPort)) {
			ShopProcess.awaitEachOther(watched);
			try (ShopProcess victim = ShopProcess.start(directory, redisPort)) {
				ShopProcess.awaitEachOther(watched, victim);
				tellsOfTheSaleOf(victim, watched);
			}
		}
	}

	private static void tellsOfTheSaleOf(ShopProcess victim, ShopProcess watched) {
		try (EventStream early = EventStream.of(watched.address())) {
			CompletableFuture.runAsync(() -> victim.sale(500, 1000, true));
			ShopProcess.await().until(() -> !early.events("Started").isEmpty());
			try (EventStream late = EventStream.of(watched.address())) {
				ShopProcess.await().until(() -> !late.events("Hello").isEmpty());
				JsonNode hello = late.events("Hello").get(0);
				assertThat(hello.path("instances")).hasSize(2);
				assertThat(hello.path("sales").path(0)).isEqualTo(early.events("Started").get(0));
				victim.kill();
				ShopProcess.await().until(() -> lastHello(late).path("instances").size() == 1);
				ShopProcess.await().until(() -> lastHello(late).path("sales").isEmpty());
				assertThat(late.events("Ended")).isEmpty();
			}
		}
	}

	private static JsonNode lastHello(EventStream stream) {
		List<JsonNode> events = stream.events("Hello");
		return events.get(events.size() - 1);
	}

}
