package io.github.batonlock.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Loads the same files as a browser, and receives the events that its page would draw.
 */
class StreamedPage implements ShopPage {

	private final HttpClient http = HttpClient.newHttpClient();

	private final String address;

	private final EventStream events;

	StreamedPage(String address) {
		this.address = address;
		String page = load("");
		assertThat(page).contains("Sell with the lock", "Sell without it", "aria-label=\"With the lock\"");
		String script = load("shop.js");
		for (String text : List.of(page, script)) {
			Pattern.compile("(?:src=|href=|from )\"(?:\\./)?([^\"]+)\"")
				.matcher(text)
				.results()
				.forEach((reference) -> assertThat(load(reference.group(1))).isNotEmpty());
		}
		this.events = EventStream.of(address);
	}

	@Override
	public void sell(int stock, int buyers, boolean locked) {
		URI uri = URI.create(this.address + "/api/sales?stock=%d&buyers=%d&locked=%s".formatted(stock, buyers, locked));
		this.http.sendAsync(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString());
	}

	@Override
	public Lane lane(boolean locked) {
		return this.events.events("Started")
			.stream()
			.filter((started) -> started.get("locked").asBoolean() == locked)
			.reduce((first, last) -> last)
			.map(this::lane)
			.orElseGet(() -> new Lane(false, 0, 0, 0, 0, 0, 0));
	}

	@Override
	public void close() {
		this.events.close();
	}

	private Lane lane(JsonNode started) {
		int stock = started.get("stock").asInt();
		boolean ended = !ofSale(started, "Ended").isEmpty();
		List<JsonNode> frames = ofSale(started, "Frame");
		List<JsonNode> visits = frames.stream().flatMap((frame) -> frame.get("visits").valueStream()).toList();
		int sold = (int) visits.stream().filter((visit) -> visit.get("sold").asBoolean()).count();
		long instances = frames.stream()
			.filter((frame) -> !frame.get("visits").isEmpty())
			.map((frame) -> frame.get("instance"))
			.distinct()
			.count();
		int waited = frames.stream().mapToInt((frame) -> frame.get("waits").size()).sum();
		return new Lane(ended, stock - sold, sold, Math.max(0, sold - stock), (int) instances, visits.size(), waited);
	}

	private List<JsonNode> ofSale(JsonNode started, String type) {
		return this.events.events(type)
			.stream()
			.filter((event) -> event.get("sale").equals(started.get("sale")))
			.toList();
	}

	private String load(String name) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.address + "/" + name))
			.header("Accept", "text/html,*/*;q=0.8")
			.build();
		CompletableFuture<HttpResponse<String>> response = this.http.sendAsync(request, BodyHandlers.ofString());
		assertThat(response.join().statusCode()).as(name).isEqualTo(200);
		return response.join().body();
	}

}
