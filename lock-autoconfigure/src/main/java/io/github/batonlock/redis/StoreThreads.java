package io.github.batonlock.redis;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Daemon threads of the store. They do not belong to a request: a web server would report
 * a thread that carries its class loader as a leak.
 */
final class StoreThreads extends CustomizableThreadFactory {

	private static final long serialVersionUID = 1L;

	StoreThreads(String threadNamePrefix) {
		super(threadNamePrefix);
		setDaemon(true);
	}

	@Override
	public Thread createThread(Runnable work) {
		Thread thread = super.createThread(work);
		thread.setContextClassLoader(StoreThreads.class.getClassLoader());
		return thread;
	}

}
