package io.github.batonlock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The Java of README.md, so that it is compiled. {@code ReadmeTests} compares them.
 */
public class ReadmeExamples {

	// the lock "order:42"
	@DistributedLock(name = "order", key = "#orderId", timeout = "5s")
	public void ship(long orderId) {
		// one at a time for each order, whichever JVM it is
	}

	void inCode(LockRegistry locks, Store store, String report) {
		// locks is the LockRegistry
		try (Lease lease = locks.obtain("nightly-report").acquire(Duration.ofSeconds(5))) {
			store.write(report, lease.fencingToken());
		}
		Optional<Lease> now = locks.obtain("x").tryAcquire();
		CompletableFuture<Lease> later = locks.obtain("x").acquireAsync(Duration.ofSeconds(5));
		java.util.concurrent.locks.Lock plain = locks.obtain("x");
		int n = locks.executeLocked("x", () -> 42);
	}

	/**
	 * Something that refuses stale tokens.
	 */
	interface Store {

		void write(String report, long token);

	}

}
