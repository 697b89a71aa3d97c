package io.github.batonlock.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;

/**
 * Threads that are inside a lock again and again, whatever happens.
 */
final class Sections {

	private final LeasedLock lock;

	private final Consumer<Lease> section;

	private final AtomicLongArray sinceMark;

	private final CountDownLatch ended;

	private volatile boolean stopped;

	Sections(LeasedLock lock, int threads, Consumer<Lease> section) {
		this.lock = lock;
		this.section = section;
		this.sinceMark = new AtomicLongArray(threads);
		this.ended = new CountDownLatch(threads);
	}

	Runnable thread(int index) {
		return () -> {
			while (!this.stopped) {
				try (Lease lease = this.lock.acquire()) {
					this.section.accept(lease);
					this.sinceMark.incrementAndGet(index);
				}
				catch (RuntimeException ex) {
					System.err.println(ex);
				}
			}
			this.ended.countDown();
		};
	}

	String mark() {
		for (int i = 0; i < this.sinceMark.length(); i++) {
			this.sinceMark.set(i, 0);
		}
		return "marked";
	}

	long slowest() {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < this.sinceMark.length(); i++) {
			least = Math.min(least, this.sinceMark.get(i));
		}
		return least;
	}

	String stop() throws InterruptedException {
		this.stopped = true;
		this.ended.await();
		return "stopped";
	}

}
