package io.github.batonlock.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockRegistry;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shutdown of an application with a web server while requests hold a lock and wait
 * for it.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShutdownIntegrationTests {

	private final int redisPort = ShopProcess.freePort();

	private final HttpClient http = HttpClient.newHttpClient();

	private ConfigurableApplicationContext application;

	private RedisClient client;

	private RedisCommands<String, String> redis;

	private Progress progress;

	@TempDir
	private Path directory;

	@AfterEach
	void stop() {
		this.progress.leave.countDown();
		this.application.close();
		// the application has not stopped it because this test is still using it
		this.redis.shutdown(false);
		this.client.shutdown();
	}

	@Test
	void waiterFailsAndHolderKeepsLockWhileServerDrains(CapturedOutput output) throws Exception {
		start("--distributed-lock.lease=1s");
		CompletableFuture<HttpResponse<String>> holder = serve();
		Progress.await(this.progress.entered);
		CompletableFuture<HttpResponse<String>> waiter = serve();
		ShopProcess.await().until(() -> this.progress.came.get() == 2);
		// not in the common pool, whose only thread the HTTP client may need
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.application::close,
				(task) -> new Thread(task, "close").start());
		HttpResponse<String> refusal = waiter.get(30, TimeUnit.SECONDS);
		assertThat(refusal.statusCode()).isEqualTo(503);
		assertThat(refusal.body()).contains("Lock 'till' is unavailable", "its registry is being stopped");
		long renewed = renewals();
		// longer than a lease
		ShopProcess.await().until(() -> renewals() > renewed + 6);
		assertThat(holder).isNotDone();
		assertThat(closed).isNotDone();
		this.progress.leave.countDown();
		assertThat(holder.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(holder.get().body()).isEqualTo("valid");
		closed.get(30, TimeUnit.SECONDS);
		assertThat(this.redis.keys("*")).isEmpty();
		assertThat(output.getAll()).doesNotContain("\tat ", "ERROR", "WARN");
	}

	@Test
	void lockOfRequestBeyondPhaseIsLostAndNotReleased(CapturedOutput output) throws Exception {
		start("--distributed-lock.lease=1h", "--spring.lifecycle.timeout-per-shutdown-phase=1s");
		CompletableFuture<HttpResponse<String>> holder = serve();
		Progress.await(this.progress.entered);
		this.application.close();
		Progress.await(this.progress.lost);
		this.progress.leave.countDown();
		Progress.await(this.progress.left);
		assertThat(holder.handle((response, error) -> (response != null) ? response.statusCode() : 0)
			.get(30, TimeUnit.SECONDS)).isNotEqualTo(200);
		assertThat(this.progress.failure.get()).isInstanceOf(LockLostException.class);
		assertThat(this.redis.keys("*")).hasSize(1).allSatisfy((key) -> assertThat(this.redis.pttl(key)).isPositive());
		// other errors in the log are Tomcat's, about a request that is cut off
		assertThat(output.getAll()).containsOnlyOnce("Lock 'till' was lost: its registry was stopped");
	}

	@Test
	void servesAgainWhenStartedAfterAStop(CapturedOutput output) throws Exception {
		start();
		this.progress.leave.countDown();
		this.application.stop();
		assertThat(this.redis.pubsubChannels("lock:*")).isEmpty();
		this.application.start();
		assertThat(serve().get(30, TimeUnit.SECONDS).body()).isEqualTo("valid");
		this.application.close();
		assertThat(this.redis.keys("lock:*")).isEmpty();
		assertThat(output.getAll()).doesNotContain("\tat ", "ERROR", "WARN");
	}

	private void start(String... arguments) {
		this.application = new SpringApplicationBuilder(SampleApplication.class, TillConfiguration.class)
			.run(Stream.concat(
					Stream.of("--server.port=0", "--server.shutdown=graceful", "--distributed-lock.timeout=1h",
							"--shop.directory=" + this.directory, "--shop.redis-port=" + this.redisPort),
					Arrays.stream(arguments))
				.toArray(String[]::new));
		this.progress = this.application.getBean(Progress.class);
		this.client = RedisClient.create("redis://127.0.0.1:" + this.redisPort);
		StatefulRedisConnection<String, String> connection = this.client.connect();
		this.redis = connection.sync();
	}

	private CompletableFuture<HttpResponse<String>> serve() {
		URI uri = URI.create(this.application.getEnvironment().getRequiredProperty("shop.url") + "/till");
		return this.http.sendAsync(HttpRequest.newBuilder(uri).POST(BodyPublishers.noBody()).build(),
				BodyHandlers.ofString());
	}

	private long renewals() {
		return this.redis.info("commandstats")
			.lines()
			.filter((line) -> line.startsWith("cmdstat_pexpire:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
			.sum();
	}

	@Configuration(proxyBeanMethods = false)
	static class TillConfiguration {

		@Bean
		Progress progress() {
			return new Progress();
		}

		@Bean
		Till till(LockRegistry locks, Progress progress) {
			return new Till(locks, progress);
		}

		@Bean
		TillController tillController(Till till, Progress progress) {
			return new TillController(till, progress);
		}

	}

	/**
	 * Records the progress of the customers.
	 */
	static class Progress {

		final AtomicInteger came = new AtomicInteger();

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch leave = new CountDownLatch(1);

		final CountDownLatch left = new CountDownLatch(1);

		final CountDownLatch lost = new CountDownLatch(1);

		final AtomicReference<RuntimeException> failure = new AtomicReference<>();

		/**
		 * Like work that ignores interrupts, with which Tomcat ends requests.
		 */
		void awaitWhateverComes() {
			boolean interrupted = false;
			while (this.leave.getCount() > 0) {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
				interrupted |= Thread.interrupted();
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}

		static void await(CountDownLatch latch) {
			try {
				assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Serves one customer at a time, each until the test lets it leave.
	 */
	static class Till {

		private final LockRegistry locks;

		private final Progress progress;

		Till(LockRegistry locks, Progress progress) {
			this.locks = locks;
			this.progress = progress;
		}

		@DistributedLock("till")
		String serve() {
			Lease lease = this.locks.obtain("till").current().orElseThrow();
			lease.onLost(this.progress.lost::countDown);
			this.progress.entered.countDown();
			this.progress.awaitWhateverComes();
			return lease.isValid() ? "valid" : "lost";
		}

	}

	@RestController
	static class TillController {

		private final Till till;

		private final Progress progress;

		TillController(Till till, Progress progress) {
			this.till = till;
			this.progress = progress;
		}

		@PostMapping("/till")
		String serve() {
			this.progress.came.incrementAndGet();
			try {
				return this.till.serve();
			}
			catch (RuntimeException ex) {
				this.progress.failure.set(ex);
				throw ex;
			}
			finally {
				this.progress.left.countDown();
			}
		}

		@ExceptionHandler
		ProblemDetail unavailable(DataAccessException ex) {
			return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(ex.getMessage()));
		}

	}

}
