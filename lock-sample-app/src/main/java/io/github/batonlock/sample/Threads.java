package io.github.batonlock.sample;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Runs tasks concurrently, each in its own thread.
 */
final class Threads {

	private Threads() {
	}

	/**
	 * Runs each task in a separate thread.
	 * @return their results, in the order of the tasks, when all have ended
	 */
	static <T> List<T> runAll(List<? extends Supplier<T>> tasks) {
		ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
		try {
			List<CompletableFuture<T>> running = tasks.stream()
				.map((task) -> CompletableFuture.supplyAsync(task, threads))
				.toList();
			return running.stream().map(CompletableFuture::join).toList();
		}
		finally {
			threads.shutdown();
		}
	}

}
