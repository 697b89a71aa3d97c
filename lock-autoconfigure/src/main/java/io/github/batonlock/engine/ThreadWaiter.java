package io.github.batonlock.engine;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that parks until it is chosen, refused or out of time.
 */
final class ThreadWaiter extends Waiter {

	private final Thread thread;

	ThreadWaiter(LockSettings settings, long since, long replyTimeout) {
		super(settings, Thread.currentThread(), since, replyTimeout);
		this.thread = Thread.currentThread();
	}

	@Override
	void wake() {
		LockSupport.unpark(this.thread);
	}

	@Override
	boolean timedByEngine() {
		return false;
	}

}
