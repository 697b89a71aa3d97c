package io.github.batonlock.autoconfigure.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import com.jayway.jsonpath.JsonPath;
import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What two applications tell of their locks over HTTP. {@code there} may be written to,
 * {@code here} may not, which is the default.
 */
@ExtendWith(RedisExtension.class)
@Timeout(120)
class LocksEndpointIntegrationTests {

	private static final String PREFIX = "endpoint-" + UUID.randomUUID();

	private static final Pattern LOOK = Pattern.compile("(?m)^\\$ curl -s http://\\S+/actuator/(\\S+)$");

	private static final Pattern ANSWER = Pattern.compile("(?sm)^\\$ curl [^\n]+\n(\\{.*?)\n```");

	private static final Pattern DELETE = Pattern.compile("(?m)^curl -X DELETE 'http://\\S+/actuator/(\\S+)'$");

	private static final Pattern NESTED = Pattern.compile("`/actuator/(locks/orders/[^`]+)`");

	private static final HttpClient http = HttpClient.newHttpClient();

	private static RedisServer redis;

	private static ConfigurableApplicationContext here;

	private static ConfigurableApplicationContext there;

	@BeforeAll
	static void start() {
		here = application();
		there = application("--management.endpoint.locks.access=unrestricted");
		await().until(() -> ((List<?>) redis.command("PUBSUB", "CHANNELS", PREFIX + ":*")).size() == 2);
	}

	private static ConfigurableApplicationContext application(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "management.endpoints.web.exposure.include=locks,health",
					"management.endpoint.health.show-details=always", "spring.datasource.url=jdbc:h2:mem:",
					"spring.data.redis.host=" + redis.host(), "spring.data.redis.port=" + redis.port(),
					"distributed-lock.key-prefix=" + PREFIX, "distributed-lock.lease=3s")
			.run(arguments);
	}

	@AfterAll
	static void stop() {
		here.close();
		there.close();
	}

	@Test
	void listShowsHeldAndAwaitedLocks() {
		Lease lease = acquire(here, "list");
		CompletableFuture<Lease> waiter = locks(here).obtain("list").acquireAsync();
		String list = get(here, "locks", 200);
		assertThat(JsonPath.<String>read(list, "$.instance")).matches("[0-9a-z]+");
		assertThat(JsonPath.<Integer>read(list, "$.total")).isOne();
		assertThat(JsonPath.<String>read(list, "$.locks[0].name")).isEqualTo("list");
		assertThat(JsonPath.<Integer>read(list, "$.locks[0].waiting")).isOne();
		assertThat(JsonPath.<String>read(list, "$.locks[0].holder.thread")).isEqualTo("async");
		assertThat(Instant.parse(JsonPath.read(list, "$.locks[0].holder.since"))).isBeforeOrEqualTo(Instant.now());
		assertThat(Duration.parse(JsonPath.read(list, "$.locks[0].holder.remaining"))).isPositive();
		assertThat(list).doesNotContain("fencingToken");
		long token = lease.fencingToken();
		assertThat(JsonPath.<Long>read(get(here, "locks", 200), "$.locks[0].holder.fencingToken")).isEqualTo(token);
		assertThat(JsonPath.<Integer>read(get(there, "locks", 200), "$.total")).isZero();
		assertThat(JsonPath.<List<?>>read(get(here, "locks?limit=0", 200), "$.locks")).isEmpty();
		get(here, "locks?limit=many", 400);
		lease.close();
		waiter.orTimeout(20, TimeUnit.SECONDS).join().close();
	}

	@Test
	void forceReleasedLockIsHandedOverByMessage() {
		Lease lease = acquire(there, "forced");
		CompletableFuture<Void> lost = new CompletableFuture<>();
		lease.onLost(() -> lost.complete(null));
		CompletableFuture<Lease> waiter = locks(here).obtain("forced").acquireAsync();
		await().until(() -> JsonPath.<Integer>read(get(here, "locks/forced", 200), "$.queued") == 1);

		String seen = get(here, "locks/forced", 200);
		assertThat(JsonPath.<Boolean>read(seen, "$.owner.here")).isFalse();
		assertThat(Duration.parse(JsonPath.read(seen, "$.owner.remaining"))).isPositive();
		assertThat(JsonPath.<Boolean>read(seen, "$.queue[0].here")).isTrue();
		assertThat(JsonPath.<Integer>read(seen, "$.local.waiting")).isOne();
		assertThat(JsonPath.<String>read(get(there, "locks/forced", 200), "$.local.holder.thread")).isEqualTo("async");
		String request = JsonPath.read(seen, "$.owner.request");
		assertThat(request).startsWith(JsonPath.<String>read(seen, "$.owner.instance"));

		delete(here, "locks/forced?request=" + request, 405);
		delete(there, "locks/forced", 400);
		String refusal = delete(there, "locks/forced?request=another", 409);
		assertThat(JsonPath.<String>read(refusal, "$.message"))
			.isEqualTo("Request 'another' does not own lock 'forced'. Look up the owner again");
		assertThat(lease.isValid()).isTrue();
		delete(there, "locks/forced?request=" + request, 204);
		Lease next = waiter.orTimeout(20, TimeUnit.SECONDS).join();
		lost.orTimeout(20, TimeUnit.SECONDS).join();
		assertThat(next.isValid()).isTrue();
		delete(there, "locks/forced?request=" + request, 409);
		assertThat(JsonPath.<Boolean>read(get(here, "locks/forced", 200), "$.owner.here")).isTrue();
		next.close();
	}

	@Test
	void eachInstanceLocatesTheOwner() {
		Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		Lease lease = acquire(there, "where");
		CompletableFuture<Lease> waiter = locks(there).obtain("where").acquireAsync();
		for (ConfigurableApplicationContext asked : List.of(there, here)) {
			String seen = get(asked, "locks/where", 200);
			assertThat(JsonPath.<Boolean>read(seen, "$.owner.here")).isEqualTo(asked == there);
			assertThat(JsonPath.<Boolean>read(seen, "$.owner.answers")).isTrue();
			assertThat(JsonPath.<String>read(seen, "$.owner.host")).isNotBlank();
			assertThat(JsonPath.<Number>read(seen, "$.owner.pid").longValue()).isEqualTo(ProcessHandle.current().pid());
			assertThat(JsonPath.<String>read(seen, "$.owner.thread")).isEqualTo("async");
			assertThat(Instant.parse(JsonPath.read(seen, "$.owner.since"))).isBetween(before, Instant.now());
			assertThat(JsonPath.<Integer>read(seen, "$.owner.waiting")).isOne();
		}
		lease.close();
		waiter.orTimeout(20, TimeUnit.SECONDS).join().close();
	}

	@Test
	void deadOwnerDoesNotAnswer() {
		Lease lease = acquire(there, "gone");
		List<?> keys = (List<?>) redis.command("KEYS", PREFIX + ":*:owner:gone");
		redis.command("SET", keys.get(0).toString(), "gone:1:30000:", "PX", "30000");
		String seen = get(here, "locks/gone", 200);
		assertThat(JsonPath.<String>read(seen, "$.owner.instance")).isEqualTo("gone");
		assertThat(fields(seen, "$.owner")).containsExactlyInAnyOrder("instance", "here", "remaining", "request",
				"answers");
		assertThat(JsonPath.<Boolean>read(seen, "$.owner.answers")).isFalse();
		redis.command("DEL", keys.get(0).toString());
		lease.close();
	}

	@Test
	void commandsOfTheRunbookWork() throws IOException {
		String page = Files.readString(Path.of("..", "docs", "operations.md"));
		Lease lease = acquire(there, "order:42");
		Lease other = acquire(there, "orders/eu:42");
		CompletableFuture<Lease> waiter = locks(here).obtain("order:42").acquireAsync();
		await().until(() -> JsonPath.<Integer>read(get(here, "locks/order:42", 200), "$.queued") == 1);
		List<String> shown = found(ANSWER, page);
		assertThat(shown).hasSize(2);
		String one = get(here, found(LOOK, page).get(0), 200);
		assertThat(fields(shown.get(0), "$")).isEqualTo(fields(one, "$"));
		assertThat(fields(shown.get(0), "$.owner")).isEqualTo(fields(one, "$.owner"));
		assertThat(fields(shown.get(0), "$.queue[0]")).isEqualTo(fields(one, "$.queue[0]"));
		assertThat(fields(shown.get(0), "$.local")).isEqualTo(fields(one, "$.local"));
		String all = get(there, found(LOOK, page).get(1), 200);
		assertThat(fields(shown.get(1), "$")).isEqualTo(fields(all, "$"));
		assertThat(fields(shown.get(1), "$.locks[0]")).isEqualTo(fields(all, "$.locks[0]"));
		assertThat(fields(shown.get(1), "$.locks[0].holder")).isEqualTo(fields(all, "$.locks[0].holder"));
		assertThat(JsonPath.<String>read(get(here, found(NESTED, page).get(0), 200), "$.name"))
			.isEqualTo("orders/eu:42");
		String release = found(DELETE, page).get(0);
		String request = JsonPath.read(one, "$.owner.request");
		delete(there, release.replaceFirst("request=.*", "request=" + request), 204);
		waiter.orTimeout(20, TimeUnit.SECONDS).join().close();
		lease.close();
		other.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "order:42", "a/b", "orders/42:x/y", "a b", "100%", "a+b", "a?b#c", "a;b=c", "{x}",
			"\u00E9\uD83D\uDD12", "'\"<>", "a.json", "a&request=b" })
	void namesWithoutEmptySegmentsAreFoundAndReleased(String name) {
		Lease lease = acquire(here, name);
		String path = "locks/" + path(name);
		String seen = get(there, path, 200);
		assertThat(JsonPath.<String>read(seen, "$.name")).isEqualTo(name);
		delete(there, path + "?request=" + JsonPath.<String>read(seen, "$.owner.request"), 204);
		assertThat(get(there, path, 200)).doesNotContain("owner");
		lease.close();
	}

	@ParameterizedTest
	@CsvSource({ "/x,x", "x/,x", "x//y,x/y" })
	void emptySegmentsOfNamesAreIgnored(String name, String told) {
		assertThat(JsonPath.<String>read(get(there, "locks/" + name, 200), "$.name")).isEqualTo(told);
	}

	@Test
	void healthReportsTheSubscription() {
		await().until(() -> JsonPath.<Boolean>read(get(here, "health/locks", 200), "$.details.subscribed"));
		assertThat(JsonPath.<String>read(get(here, "health/locks", 200), "$.status")).isEqualTo("UP");
	}

	private static List<String> found(Pattern pattern, String page) {
		return pattern.matcher(page).results().map((match) -> match.group(1)).toList();
	}

	private static Set<String> fields(String json, String path) {
		return JsonPath.<Map<String, ?>>read(json, path).keySet();
	}

	private static LockRegistry locks(ConfigurableApplicationContext application) {
		return application.getBean(LockRegistry.class);
	}

	private static Lease acquire(ConfigurableApplicationContext application, String name) {
		return locks(application).obtain(name).acquireAsync().orTimeout(20, TimeUnit.SECONDS).join();
	}

	private static String path(String name) {
		return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
	}

	private static String get(ConfigurableApplicationContext application, String path, int status) {
		return send(application, "GET", path, status);
	}

	private static String delete(ConfigurableApplicationContext application, String path, int status) {
		return send(application, "DELETE", path, status);
	}

	private static String send(ConfigurableApplicationContext application, String method, String path, int status) {
		String port = application.getEnvironment().getRequiredProperty("local.server.port");
		URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/" + path);
		HttpRequest request = HttpRequest.newBuilder(uri)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.timeout(Duration.ofSeconds(20))
			.build();
		HttpResponse<String> response = http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
		assertThat(response.statusCode()).as(method + " " + uri + ": " + response.body()).isEqualTo(status);
		return response.body();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
