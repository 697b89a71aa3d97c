package io.github.batonlock.engine.support;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OwnThreads}.
 */
class OwnThreadsTests {

	private final OwnThreads threads = new OwnThreads();

	@Test
	void noActionWaitsForAnotherOne() throws Exception {
		CountDownLatch all = new CountDownLatch(40);
		List<CompletableFuture<Boolean>> met = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			CompletableFuture<Boolean> one = new CompletableFuture<>();
			met.add(one);
			this.threads.execute(() -> {
				all.countDown();
				try {
					one.complete(all.await(30, TimeUnit.SECONDS));
				}
				catch (InterruptedException ex) {
					one.completeExceptionally(ex);
				}
			});
		}
		for (CompletableFuture<Boolean> one : met) {
			assertThat(one.get(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void threadIsADaemonWithAName() throws Exception {
		Thread thread = thread();
		assertThat(thread.isDaemon()).isTrue();
		assertThat(thread.getName()).isEqualTo("distributed-lock-1");
	}

	@Test
	void threadTakesNothingFromTheOneThatHappensToStartItButTheApplication() throws Exception {
		InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
		CompletableFuture<String> inherited = new CompletableFuture<>();
		ClassLoader application = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader other = new URLClassLoader(new URL[0])) {
			user.set("ann");
			Thread.currentThread().setContextClassLoader(other);
			this.threads.execute(() -> inherited.complete(String.valueOf(user.get())));
			assertThat(inherited.get(30, TimeUnit.SECONDS)).isEqualTo("null");
			assertThat(thread().getContextClassLoader()).isSameAs(application);
		}
		finally {
			Thread.currentThread().setContextClassLoader(application);
			user.remove();
		}
	}

	@Test
	void actionThatFailsHarmsNoOther() throws Exception {
		this.threads.execute(() -> {
			throw new IllegalStateException("broken");
		});
		assertThat(thread()).isNotNull();
	}

	@Test
	void actionForWhichThereIsNoThreadIsRunByTheNext() throws Exception {
		AtomicBoolean exhausted = new AtomicBoolean();
		OwnThreads threads = new OwnThreads((work) -> {
			if (exhausted.get()) {
				throw new OutOfMemoryError("no thread");
			}
			return new Thread(work);
		});
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Boolean> postponed = new CompletableFuture<>();
		threads.execute(() -> await(end));
		exhausted.set(true);
		threads.execute(() -> postponed.complete(true));
		assertThat(postponed).isNotDone();
		end.countDown();
		assertThat(postponed.get(30, TimeUnit.SECONDS)).isTrue();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Thread thread() throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		this.threads.execute(() -> thread.complete(Thread.currentThread()));
		return thread.get(30, TimeUnit.SECONDS);
	}

}
