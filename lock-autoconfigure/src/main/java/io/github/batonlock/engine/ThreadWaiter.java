package io.github.batonlock.engine;

import io.github.batonlock.engine.site.Waiter;
import io.github.batonlock.engine.support.EngineTime;
import io.github.batonlock.engine.support.LockSettings;

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
	protected void wake() {
		this.time.unpark(this.thread);
	}

	@Override
	protected boolean timedByEngine() {
		return false;
	}

}
