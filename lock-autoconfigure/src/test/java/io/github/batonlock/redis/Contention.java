package io.github.batonlock.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.EngineLockRegistry;

import static org.awaitility.Awaitility.await;

/**
 * Threads of several registries that request the same locks again and again, whatever
 * happens to Redis.
 */
final class Contention implements AutoCloseable {

	private final Map<String, Guarded> guarded = new LinkedHashMap<>();

	private final List<AtomicLong> progress = new ArrayList<>();

	private final List<Future<?>> work = new ArrayList<>();

	private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private volatile boolean stopped;

	/**
	 * Starts the threads.
	 */
	Contention(List<EngineLockRegistry> registries, List<String> names, LockOptions options, int threadsEach) {
		for (String name : names) {
			Guarded one = this.guarded.computeIfAbsent(name, (key) -> new Guarded());
			for (EngineLockRegistry registry : registries) {
				LeasedLock lock = registry.obtain(name, options);
				for (int thread = 0; thread < threadsEach; thread++) {
					AtomicLong done = new AtomicLong();
					this.progress.add(done);
					this.work.add(this.threads.submit(() -> enterAgainAndAgain(lock, one, done)));
				}
			}
		}
	}

	private void enterAgainAndAgain(LeasedLock lock, Guarded one, AtomicLong done) {
		while (!this.stopped) {
			try (Lease lease = lock.acquire()) {
				one.enter(token(lease));
				done.incrementAndGet();
			}
			catch (LockLostException ex) {
				this.failures.add(ex);
			}
		}
	}

	/**
	 * Returns a token. The request is refused at the first error, but the holder may ask
	 * again.
	 */
	private long token(Lease lease) {
		while (true) {
			try {
				return lease.fencingToken();
			}
			catch (LockUnavailableException ex) {
				this.failures.add(ex);
			}
		}
	}

	/**
	 * Waits until each thread has held a lock the given number of times from now on.
	 */
	void awaitEntries(int each) {
		List<Long> before = this.progress.stream().map(AtomicLong::get).toList();
		await("entries of each thread").atMost(60, TimeUnit.SECONDS).until(() -> {
			for (int i = 0; i < before.size(); i++) {
				if (this.progress.get(i).get() < before.get(i) + each) {
					return false;
				}
			}
			return true;
		});
	}

	/**
	 * Stops, and verifies that every thread ends without other errors than the collected
	 * ones.
	 */
	Collection<Guarded> stop() throws Exception {
		this.stopped = true;
		for (Future<?> future : this.work) {
			future.get(60, TimeUnit.SECONDS);
		}
		return this.guarded.values();
	}

	/**
	 * Returns the losses of leases and refusals of tokens.
	 */
	Collection<RuntimeException> failures() {
		return this.failures;
	}

	@Override
	public void close() {
		this.stopped = true;
		this.threads.shutdownNow();
	}

}
