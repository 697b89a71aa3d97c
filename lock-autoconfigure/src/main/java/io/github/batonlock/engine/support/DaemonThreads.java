package io.github.batonlock.engine.support;

import java.util.concurrent.ThreadFactory;

/**
 * Makes threads that belong to nobody's request and keep no JVM from ending.
 *
 * @param name name of each thread
 */
public record DaemonThreads(String name) implements ThreadFactory {

	@Override
	public Thread newThread(Runnable work) {
		Thread thread = new Thread(work, this.name);
		// else a web server might take it for a leak of a request's
		thread.setContextClassLoader(DaemonThreads.class.getClassLoader());
		thread.setDaemon(true);
		return thread;
	}

}
