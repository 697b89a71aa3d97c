package io.github.batonlock.engine;

/**
 * A thread that parks until it is chosen, refused or out of time.
 */
final class ThreadWaiter extends Waiter {

	private final EngineTime time;

	private final Thread thread;

	ThreadWaiter(LockSettings settings, EngineTime time, long since, long replyTimeout) {
		super(settings, Thread.currentThread(), since, replyTimeout);
		this.time = time;
		this.thread = Thread.currentThread();
	}

	@Override
	void wake() {
		this.time.unpark(this.thread);
	}

	@Override
	boolean timedByEngine() {
		return false;
	}

}
