package io.github.batonlock.benchmarks.worker;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates threads of both kinds, on a JDK that may only support one.
 */
final class Threads {

	private Threads() {
	}

	static void run(List<? extends Runnable> tasks, boolean virtual) throws InterruptedException {
		List<Thread> threads = new ArrayList<>();
		for (Runnable task : tasks) {
			threads.add(virtual ? startVirtual(task) : startPlatform(task));
		}
		for (Thread thread : threads) {
			thread.join();
		}
	}

	static Thread startPlatform(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static Thread startVirtual(Runnable task) {
		try {
			return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
		}
		catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException ex) {
			throw new IllegalStateException("Virtual threads need a JDK 21 or newer", ex);
		}
	}

}
