package io.github.batonlock.engine;

import io.github.batonlock.engine.support.EngineTime;
import io.github.batonlock.engine.support.Moment;

/**
 * Time that stands still: nothing is ever due, so that registries need no thread and
 * nothing but what threads do to each other can change anything.
 */
final class StandingTime implements EngineTime {

	private static final Moment NOW = new Moment(0, 0);

	@Override
	public Moment now() {
		return NOW;
	}

	@Override
	public void schedule(Runnable task, long delayNanos) {
	}

	@Override
	public void close() {
	}

}
