package io.github.batonlock.redis;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Daemon threads of the store. They belong to nobody's request: a web server would take a
 * thread that carries its class loader for a leak.
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
