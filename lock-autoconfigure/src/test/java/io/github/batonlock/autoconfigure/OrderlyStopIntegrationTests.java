package io.github.batonlock.autoconfigure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.redis.RedisLockStore;
import io.github.batonlock.testing.LockApplication;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.Signals;
import io.github.batonlock.testing.TestOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A process that gets SIGTERM, as Ctrl-C and orchestrators send it, while its main thread
 * is inside of a lock.
 */
@Timeout(300)
@ExtendWith(RedisExtension.class)
class OrderlyStopIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(100);

	private final String prefix = "stop-" + UUID.randomUUID();

	private final List<String> output = new CopyOnWriteArrayList<>();

	private RedisServer redis;

	private LettuceConnectionFactory factory;

	private EngineLockRegistry here;

	private Process process;

	@BeforeEach
	void start() throws IOException {
		this.factory = new LettuceConnectionFactory(this.redis.configuration());
		this.factory.afterPropertiesSet();
		this.factory.start();
		this.here = new EngineLockRegistry(RedisLockStore.builder(this.factory).keyPrefix(this.prefix).build(),
				(name) -> TestOptions.complete(Duration.ofHours(1), LIMIT), Duration.ofSeconds(20), new LockListener() {
				});
		this.here.start();
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx200m", LockApplication.class.getName(),
				"--spring.data.redis.host=" + this.redis.host(), "--spring.data.redis.port=" + this.redis.port(),
				"--distributed-lock.key-prefix=" + this.prefix, "--distributed-lock.lease=1h",
				"--spring.lifecycle.timeout-per-shutdown-phase=10m");
		builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
		this.process = builder.redirectErrorStream(true).start();
		Thread reader = new Thread(this::read);
		reader.setDaemon(true);
		reader.start();
	}

	@AfterEach
	void stop() {
		this.process.destroyForcibly();
		this.here.stop();
		this.factory.destroy();
	}

	@Test
	void lockOfTheMainThreadIsHandedOverWhenItLeaves() throws Exception {
		awaitOutput("inside");
		CompletableFuture<Lease> next = this.here.obtain("work").acquireAsync();
		Signals.send(this.process, "TERM");
		awaitOutput("Waiting for 1 distributed locks to be released");
		assertThat(next).isNotDone();
		this.process.outputWriter().append('.').flush();
		try (Lease lease = next.get(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
			assertThat(lease.isValid()).as("long before a lease is over").isTrue();
		}
		assertThat(this.process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(this.output).as("%s", this.output).noneMatch((line) -> line.contains("was lost"));
	}

	private void awaitOutput(String text) {
		await().atMost(LIMIT).untilAsserted(() -> assertThat(this.output).anyMatch((line) -> line.contains(text)));
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			lines.lines().forEach(this.output::add);
		}
		catch (IOException ex) {
			this.output.add("cannot be read: " + ex);
		}
	}

}
