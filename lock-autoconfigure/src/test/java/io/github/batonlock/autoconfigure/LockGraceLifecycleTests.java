package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The end of an application while threads are inside of locks that nothing else waits
 * for.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class LockGraceLifecycleTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final CountDownLatch leave = new CountDownLatch(1);

	private final AtomicReference<Lease> lease = new AtomicReference<>();

	@Test
	void waitsUntilLocksAreReleased(CapturedOutput output) {
		ConfigurableApplicationContext context = start("--spring.lifecycle.timeout-per-shutdown-phase=1h");
		LockRegistry locks = context.getBean(LockRegistry.class);
		CompletableFuture<?> inside = enter(locks);
		CompletableFuture<?> closed = run(context::close);
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(output).contains("Waiting for 1 distributed locks to be released"));
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> locks.obtain("a").acquire());
		assertThat(locks.obtain("free").tryAcquire()).as("a lock that work inside may need")
			.hasValueSatisfying(Lease::close);
		assertThat(closed).isNotDone();
		assertThat(this.lease.get().isValid()).isTrue();
		this.leave.countDown();
		assertThat(closed).succeedsWithin(LIMIT);
		assertThat(inside).succeedsWithin(LIMIT);
		assertThat(this.lease.get().isLost()).isFalse();
		assertThat(output).doesNotContain("WARN", "ERROR");
	}

	@Test
	void waitsForFurtherRegistries() {
		ConfigurableApplicationContext context = start("--spring.lifecycle.timeout-per-shutdown-phase=1h");
		CompletableFuture<?> inside = enter(context.getBean("second", LockRegistry.class));
		CompletableFuture<?> closed = run(context::close);
		this.leave.countDown();
		assertThat(closed).succeedsWithin(LIMIT);
		assertThat(inside).succeedsWithin(LIMIT);
		assertThat(this.lease.get().isLost()).isFalse();
	}

	@Test
	void waitsNoLongerThanThePhase() {
		ConfigurableApplicationContext context = start("--spring.lifecycle.timeout-per-shutdown-phase=100ms");
		CompletableFuture<?> inside = enter(context.getBean(LockRegistry.class));
		context.close();
		assertThat(this.lease.get().isLost()).isTrue();
		this.leave.countDown();
		assertThat(inside).succeedsWithin(LIMIT);
	}

	@Test
	void doesNotWaitIfConfigured(CapturedOutput output) {
		ConfigurableApplicationContext context = start("--spring.lifecycle.timeout-per-shutdown-phase=1h",
				"--distributed-lock.shutdown=immediate");
		CompletableFuture<?> inside = enter(context.getBean(LockRegistry.class));
		context.close();
		assertThat(this.lease.get().isLost()).isTrue();
		this.leave.countDown();
		assertThat(inside).succeedsWithin(LIMIT);
		assertThat(output).doesNotContain("to be released");
	}

	@Test
	void doesNotWaitForTheThreadThatCloses() {
		ConfigurableApplicationContext context = start("--spring.lifecycle.timeout-per-shutdown-phase=1h");
		try (Lease held = context.getBean(LockRegistry.class).obtain("a").acquire()) {
			context.close();
			assertThat(held.isLost()).isTrue();
		}
	}

	@Test
	void waitsAgainAfterAStart() {
		ConfigurableApplicationContext context = start();
		context.stop();
		context.start();
		LockRegistry locks = context.getBean(LockRegistry.class);
		try (Lease held = locks.obtain("a").acquire()) {
			assertThat(held.isValid()).isTrue();
			assertThat(((EngineLockRegistry) locks).inside(new Thread())).isOne();
		}
		context.close();
	}

	private CompletableFuture<?> enter(LockRegistry locks) {
		CountDownLatch entered = new CountDownLatch(1);
		CompletableFuture<?> inside = run(() -> locks.executeLocked("a", () -> {
			this.lease.set(locks.obtain("a").current().orElseThrow());
			entered.countDown();
			this.leave.await();
		}));
		await().atMost(LIMIT).until(() -> entered.getCount() == 0 || inside.isDone());
		return inside.handle((done, error) -> done);
	}

	private static CompletableFuture<?> run(Action action) {
		CompletableFuture<Object> ended = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				action.run();
				ended.complete("done");
			}
			catch (Throwable ex) {
				ended.completeExceptionally(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		return ended.orTimeout(100, TimeUnit.SECONDS);
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("distributed-lock.type=local")
			.run(arguments);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, DistributedLockAutoConfiguration.class })
	static class Application {

		@Bean(defaultCandidate = false)
		LockRegistry second(LockRegistryFactory factory) {
			return factory.create(new LocalLockStore());
		}

	}

	private interface Action {

		void run() throws Exception;

	}

}
