package io.github.batonlock.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.LockListener;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LockEvents}.
 */
class LockEventsTests {

	@Test
	void runsOnTheExecutor() throws Exception {
		ExecutorService executor = Executors.newSingleThreadExecutor((work) -> new Thread(work, "mine"));
		assertThat(threadOf(events(executor)).getName()).isEqualTo("mine");
		executor.shutdown();
	}

	@Test
	void doesNotRunOnTheCallingThreadThoughTheExecutorWould() throws Exception {
		assertThat(threadOf(events(Runnable::run))).isNotSameAs(Thread.currentThread());
	}

	@Test
	void runsThoughTheExecutorRefusesOrFails() throws Exception {
		for (Throwable failure : new Throwable[] { new RejectedExecutionException(),
				new OutOfMemoryError("threads") }) {
			assertThat(threadOf(events((task) -> LockEventsTests.<RuntimeException>sneak(failure)))).isNotNull();
		}
	}

	@Test
	void runsOnceThoughTheExecutorTakesItAndFails() throws Exception {
		AtomicInteger runs = new AtomicInteger();
		CompletableFuture<Void> second = new CompletableFuture<>();
		LockEvents events = events((task) -> {
			new Thread(task).start();
			throw new IllegalStateException("taken all the same");
		});
		events.execute(runs::incrementAndGet);
		events.execute(() -> second.complete(null));
		second.get(20, TimeUnit.SECONDS);
		await().until(() -> runs.get() == 1);
	}

	@Test
	void failingListenerIsNoConcernOfTheCaller() {
		LockEvents events = events(Runnable::run);
		assertThatNoException().isThrownBy(() -> events.tell("any", (listener) -> {
			throw new IllegalStateException("broken");
		}));
	}

	private static LockEvents events(Executor executor) {
		return new LockEvents(new LockListener() {
		}, executor);
	}

	private static Thread threadOf(LockEvents events) throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		events.execute(() -> thread.complete(Thread.currentThread()));
		return thread.get(20, TimeUnit.SECONDS);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneak(Throwable failure) throws E {
		throw (E) failure;
	}

}
