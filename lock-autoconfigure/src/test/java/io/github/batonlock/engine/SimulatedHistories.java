package io.github.batonlock.engine;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Many histories, one after another, on a thread of their own: the engine that they run
 * may hang.
 */
final class SimulatedHistories {

	private static final int HANGS_AFTER = 30;

	private final long last;

	private final CompletableFuture<Long> leases = new CompletableFuture<>();

	private volatile long seed = 1;

	private SimulatedHistories(long last) {
		this.last = last;
	}

	/**
	 * Run the histories of the first seeds.
	 * @param count how many
	 * @return how many leases began
	 * @throws AssertionError if anything was not as promised in one of them
	 */
	static long run(long count) {
		SimulatedHistories histories = new SimulatedHistories(count);
		Thread thread = new Thread(histories::runAll, "histories");
		thread.setDaemon(true);
		thread.start();
		return histories.await(thread);
	}

	private void runAll() {
		long begun = 0;
		try {
			for (; this.seed <= this.last; this.seed++) {
				begun += new SimulatedHistory(this.seed, false).run();
			}
			this.leases.complete(begun);
		}
		catch (Throwable ex) {
			this.leases.completeExceptionally(ex);
		}
	}

	private long await(Thread thread) {
		while (true) {
			long before = this.seed;
			try {
				return this.leases.get(HANGS_AFTER, TimeUnit.SECONDS);
			}
			catch (TimeoutException ex) {
				if (this.seed == before) {
					throw new AssertionError(
							"History " + before + " hangs in " + Arrays.toString(thread.getStackTrace()));
				}
			}
			catch (ExecutionException ex) {
				throw (ex.getCause() instanceof AssertionError error) ? error : new AssertionError(ex.getCause());
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

}
