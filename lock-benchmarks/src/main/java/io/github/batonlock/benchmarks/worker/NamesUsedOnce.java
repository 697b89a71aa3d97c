package io.github.batonlock.benchmarks.worker;

import java.util.ArrayList;
import java.util.List;

import io.github.batonlock.benchmarks.peer.Mutex;
import io.github.batonlock.benchmarks.peer.Peer;

/**
 * Measures the remains of names that were used only once.
 */
final class NamesUsedOnce {

	private final Peer peer;

	private final String prefix;

	NamesUsedOnce(Peer peer, String prefix) {
		this.peer = peer;
		this.prefix = prefix;
	}

	String run(int threads, int count) throws InterruptedException {
		lock("warm-up", threads, threads);
		long before = heap();
		lock("name", threads, count);
		return String.valueOf(heap() - before);
	}

	private void lock(String kind, int threads, int count) throws InterruptedException {
		List<Runnable> tasks = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			int first = i;
			tasks.add(() -> {
				for (int number = first; number < count; number += threads) {
					Mutex mutex = this.peer.mutex(this.prefix + "-" + kind + "-" + number);
					mutex.lock();
					mutex.unlock();
				}
			});
		}
		Threads.run(tasks, false);
	}

	private static long heap() {
		long used = 0;
		for (int i = 0; i < 3; i++) {
			System.gc();
			used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
		}
		return used;
	}

}
