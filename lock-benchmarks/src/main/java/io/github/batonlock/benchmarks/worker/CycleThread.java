package io.github.batonlock.benchmarks.worker;

import java.util.concurrent.locks.LockSupport;

import io.github.batonlock.benchmarks.peer.Mutex;

/**
 * One thread of a {@link Load}.
 */
final class CycleThread implements Runnable {

	private final Mutex mutex;

	private final Load load;

	private final long start;

	private final long end;

	private final Trace trace = new Trace();

	CycleThread(Mutex mutex, Load load, long start, long end) {
		this.mutex = mutex;
		this.load = load;
		this.start = start;
		this.end = end;
	}

	Trace trace() {
		return this.trace;
	}

	@Override
	public void run() {
		park(this.start);
		long section = this.load.section().toNanos();
		for (int i = 0; i < this.load.most() && System.nanoTime() - this.end < 0; i++) {
			long asked = System.nanoTime();
			this.mutex.lock();
			try {
				long entered = System.nanoTime();
				if (section > 0) {
					park(entered + section);
				}
				this.trace.add(asked, entered, System.nanoTime());
			}
			finally {
				this.mutex.unlock();
			}
		}
	}

	private static void park(long until) {
		for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

}
