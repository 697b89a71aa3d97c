package io.github.batonlock.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Watches an instance like its page.
 */
final class EventStream implements AutoCloseable {

	private static final String DATA = "data:";

	private final JsonMapper json = new JsonMapper();

	private final List<JsonNode> events = new CopyOnWriteArrayList<>();

	private final Stream<String> lines;

	private final CompletableFuture<Void> ended;

	private EventStream(Stream<String> lines) {
		this.lines = lines;
		this.ended = CompletableFuture.runAsync(this::read, (task) -> new Thread(task, "watcher").start());
	}

	/**
	 * Starts to watch; events from now on are received.
	 */
	static EventStream of(String address) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/api/events"))
			.header("Accept", "text/event-stream")
			.build();
		HttpResponse<Stream<String>> response = HttpClient.newHttpClient()
			.sendAsync(request, BodyHandlers.ofLines())
			.join();
		if (response.statusCode() != 200) {
			throw new IllegalStateException("Status " + response.statusCode());
		}
		return new EventStream(response.body());
	}

	List<JsonNode> events(String type) {
		return this.events.stream().filter((event) -> event.get("type").asString().equals(type)).toList();
	}

	/**
	 * Returns the elements of the given list in all frames.
	 */
	List<JsonNode> inFrames(String list) {
		return events("Frame").stream().flatMap((frame) -> frame.get(list).valueStream()).toList();
	}

	CompletableFuture<Void> ended() {
		return this.ended;
	}

	@Override
	public void close() {
		this.lines.close();
	}

	private void read() {
		this.lines.filter((line) -> line.startsWith(DATA))
			.map((line) -> this.json.readTree(line.substring(DATA.length())))
			.forEach(this.events::add);
	}

}
