package io.github.batonlock.sample;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The events for a watcher of one of two instances.
 */
class LiveIntegrationTests {

	private static int redisPort = ShopProcess.freePort();

	private static ShopProcess watched;

	private static ShopProcess other;

	@BeforeAll
	static void start(@TempDir Path directory) {
		watched = ShopProcess.start(directory, redisPort);
		other = ShopProcess.start(directory, redisPort);
		ShopProcess.awaitEachOther(watched, other);
	}

	@AfterAll
	static void stop() {
		watched.close();
		other.close();
	}

	@Test
	void everyBuyerOfEveryInstanceIsHeardOf() {
		try (EventStream stream = EventStream.of(watched.address())) {
			SaleResult result = other.sale(10, 60, true);
			awaitEnd(stream);
			JsonNode started = stream.events("Started").get(0);
			assertThat(started.get("stock").asInt()).isEqualTo(10);
			assertThat(started.get("buyers").asInt()).isEqualTo(60);
			assertThat(started.get("locked").asBoolean()).isTrue();
			assertThat(stream.events("Hello").get(0).get("instances")).hasSize(2);
			assertThat(stream.events("Frame")).extracting((frame) -> frame.get("instance").asString())
				.contains(watched.address(), other.address());
			assertThat(stream.inFrames("visits")).hasSize(60)
				.filteredOn((visit) -> visit.get("sold").asBoolean())
				.hasSize(10);
			assertThat(stream.inFrames("waits")).hasSize(60);
			assertThat(stream.events("Ended").get(0).get("result").get("sold").asInt()).isEqualTo(result.sold());
			assertThat(handOvers(stream)).isBetween(59L, 60L);
		}
	}

	@Test
	void visitsUnderTheLockNeverOverlap() {
		try (EventStream stream = EventStream.of(watched.address())) {
			other.sale(10, 60, true);
			awaitEnd(stream);
			List<JsonNode> visits = stream.inFrames("visits")
				.stream()
				.sorted(Comparator.comparingLong((visit) -> visit.get("begin").asLong()))
				.toList();
			for (int i = 1; i < visits.size(); i++) {
				assertThat(visits.get(i).get("begin").asLong())
					.isGreaterThanOrEqualTo(visits.get(i - 1).get("end").asLong());
			}
		}
	}

	@Test
	void withoutLockThereAreNoWaitsAndHandOvers() {
		try (EventStream stream = EventStream.of(other.address())) {
			SaleResult result = other.sale(10, 60, false);
			awaitEnd(stream);
			assertThat(stream.inFrames("visits")).hasSize(60)
				.filteredOn((visit) -> visit.get("sold").asBoolean())
				.hasSize(result.sold())
				.hasSizeGreaterThan(10);
			assertThat(stream.inFrames("waits")).isEmpty();
			assertThat(handOvers(stream)).isZero();
		}
	}

	@Test
	void nobodyListensWhenTheLastWatcherIsGone() {
		try (EventStream one = EventStream.of(watched.address()); EventStream two = EventStream.of(watched.address())) {
			ShopProcess.await().until(() -> listeners() == 1);
			one.close();
			other.sale(1, 4, true);
			awaitEnd(two);
			assertThat(listeners()).isOne();
		}
		// a lost connection is noticed when something is sent, which happens from time to
		// time
		ShopProcess.await().until(() -> listeners() == 0);
		assertThat((watched.log() + other.log()).lines())
			.noneMatch((line) -> line.startsWith("\tat ") || line.contains(" WARN ") || line.contains(" ERROR "));
	}

	@Test
	void watcherDoesNotKeepAnInstanceFromStopping(@TempDir Path directory) throws Exception {
		try (ShopProcess shop = ShopProcess.start(directory, ShopProcess.freePort())) {
			ShopProcess.awaitEachOther(shop);
			try (EventStream stream = EventStream.of(shop.address())) {
				ShopProcess.await().until(() -> !stream.events("Hello").isEmpty());
				shop.terminate();
				stream.ended().handle((nothing, error) -> true).get(30, TimeUnit.SECONDS);
				assertThat(shop.log()).contains("Graceful shutdown complete")
					.doesNotContain("Graceful shutdown aborted", "\tat ", " WARN ", " ERROR ");
			}
		}
	}

	private static void awaitEnd(EventStream stream) {
		ShopProcess.await().until(() -> !stream.events("Ended").isEmpty());
	}

	/**
	 * Returns the hand-overs by the meters of both instances, since their first frames.
	 */
	private static long handOvers(EventStream stream) {
		return Stream.of(watched, other).mapToLong((shop) -> {
			List<JsonNode> figures = stream.events("Frame")
				.stream()
				.filter((frame) -> frame.get("instance").asString().equals(shop.address()))
				.map((frame) -> frame.get("figures"))
				.toList();
			return handOvers(figures.get(figures.size() - 1)) - handOvers(figures.get(0));
		}).sum();
	}

	private static long handOvers(JsonNode figures) {
		return figures.get("local").asLong() + figures.get("remote").asLong();
	}

	private static long listeners() {
		try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + redisPort);
				StatefulRedisConnection<String, String> connection = client.connect()) {
			return connection.sync().pubsubNumsub(LiveChannel.NAME).get(LiveChannel.NAME);
		}
	}

}
