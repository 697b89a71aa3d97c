package io.github.batonlock.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.batonlock.sample.ShopController.Welcome;
import io.github.batonlock.sample.Warehouse.Product;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;

import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An instance of the shop in a separate JVM.
 */
final class ShopProcess implements AutoCloseable {

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final RestClient http = RestClient.create();

	private final Process process;

	private final Path log;

	private ShopProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	/**
	 * Starts an instance, which is not yet up when this method returns.
	 * @param directory directory of the database and the log
	 * @param redisPort port of the Redis to share or to start
	 * @return the instance
	 */
	static ShopProcess start(Path directory, int redisPort, String... arguments) {
		return start("-Dspring.aot.enabled=false", directory, redisPort, arguments);
	}

	/**
	 * Starts an instance from the output of {@code process-aot}.
	 */
	static ShopProcess startAotProcessed(Path directory, int redisPort, String... arguments) {
		return start("-Dspring.aot.enabled=true", directory, redisPort, arguments);
	}

	private static ShopProcess start(String option, Path directory, int redisPort, String... arguments) {
		try {
			Path log = Files.createTempFile(directory, "shop", ".log");
			List<String> command = Stream
				.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
						"-XX:TieredStopAtLevel=1", "-Dserver.port=0", option, "-cp",
						System.getProperty("java.class.path"), SampleApplication.class.getName(),
						"--shop.directory=" + directory, "--shop.redis-port=" + redisPort), Stream.of(arguments))
				.toList();
			return new ShopProcess(
					new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Waits until all these instances know each other.
	 */
	static void awaitEachOther(ShopProcess... shops) {
		for (ShopProcess shop : shops) {
			await().failFast(() -> assertThat(shop.process.isAlive()).as(shop::log).isTrue())
				.ignoreExceptions()
				.until(() -> shop.instances().size() == shops.length);
		}
	}

	List<String> instances() {
		return Objects.requireNonNull(this.http.get().uri(address()).retrieve().body(Welcome.class)).instances();
	}

	SaleResult sale(int stock, int buyers, boolean locked) {
		return Objects.requireNonNull(this.http.post()
			.uri(address() + "/api/sales?stock={stock}&buyers={buyers}&locked={locked}", stock, buyers, locked)
			.retrieve()
			.body(SaleResult.class));
	}

	Product product(long id) {
		return Objects
			.requireNonNull(this.http.get().uri(address() + "/api/products/{id}", id).retrieve().body(Product.class));
	}

	/** Reads an endpoint of the Actuator. */
	JsonNode actuator(String path) {
		return Objects
			.requireNonNull(this.http.get().uri(address() + "/actuator/" + path).retrieve().body(JsonNode.class));
	}

	void kill() {
		this.process.destroyForcibly();
		awaitExit();
	}

	void terminate() {
		this.process.destroy();
		awaitExit();
	}

	String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		if (this.process.isAlive()) {
			terminate();
		}
	}

	String address() {
		Matcher started = STARTED.matcher(log());
		if (!started.find()) {
			throw new IllegalStateException("Not yet started");
		}
		return "http://127.0.0.1:" + started.group(1);
	}

	private void awaitExit() {
		try {
			if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("Does not end: " + log());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE);
	}

}
