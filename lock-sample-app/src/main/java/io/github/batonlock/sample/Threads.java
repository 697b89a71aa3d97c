package io.github.batonlock.sample;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * As many threads as there is to do at once.
 */
final class Threads {

	private Threads() {
	}

	/**
	 * Run each task in a thread of its own.
	 * @return what they return, in their order, when all have ended
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
