package io.github.batonlock.engine.support;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Runs actions on threads of the registry's own. No action waits for another one: some
 * are the application's and may be held up, even by what a later action has to tell. So
 * there are as many threads as there are actions at a time. They are daemons, are started
 * when they are needed and end when they are idle, so that nothing has to be closed.
 * <p>
 * Invariant: an action for which no thread can be started is not lost. The next thread
 * that has done its work runs it.
 */
public final class OwnThreads implements Executor {

	private static final Log logger = LogFactory.getLog(OwnThreads.class);

	private final AtomicLong numbers = new AtomicLong();

	private final Queue<Runnable> postponed = new ConcurrentLinkedQueue<>();

	/** Of the application that made the registry, whose code is run. */
	private final ClassLoader classLoader = Objects
		.requireNonNullElseGet(Thread.currentThread().getContextClassLoader(), OwnThreads.class::getClassLoader);

	private final ThreadPoolExecutor threads;

	public OwnThreads() {
		this.threads = threads(this::newThread);
	}

	public OwnThreads(ThreadFactory factory) {
		this.threads = threads(factory);
	}

	private static ThreadPoolExecutor threads(ThreadFactory factory) {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
	}

	/** One that inherits nothing from the caller for whom it is started by chance. */
	private Thread newThread(Runnable work) {
		Thread thread = new Thread(null, work, "distributed-lock-" + this.numbers.incrementAndGet(), 0, false);
		thread.setContextClassLoader(this.classLoader);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Run an action soon, never on the calling thread.
	 */
	@Override
	public void execute(Runnable action) {
		try {
			this.threads.execute(() -> run(action));
		}
		catch (Throwable ex) {
			this.postponed.add(action);
			logger.warn("No thread can be started for a lock at the moment", ex);
		}
	}

	private void run(Runnable action) {
		for (Runnable next = action; next != null; next = this.postponed.poll()) {
			try {
				next.run();
			}
			catch (Throwable ex) {
				logger.error("A lock could not do what it had to", ex);
			}
		}
	}

}
