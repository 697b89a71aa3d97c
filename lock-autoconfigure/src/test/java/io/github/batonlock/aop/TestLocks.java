package io.github.batonlock.aop;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;

import io.github.batonlock.Fencing;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.Waiting;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;

/**
 * Locks in memory, and a second JVM that looks at them.
 */
final class TestLocks implements AutoCloseable {

	private static final LockOptions DEFAULTS = LockOptions.builder()
		.timeout(Duration.ofSeconds(20))
		.lease(Duration.ofSeconds(9))
		.maxHold(Duration.ZERO)
		.minHold(Duration.ZERO)
		.linger(Duration.ZERO)
		.waiting(Waiting.PUBSUB)
		.spinInterval(Duration.ofMillis(50))
		.fencing(Fencing.ON_DEMAND)
		.build();

	private final LocalLockStore store = new LocalLockStore();

	private final EngineLockRegistry here = registry(this.store);

	private final EngineLockRegistry elsewhere = registry(this.store.sibling());

	private static EngineLockRegistry registry(LocalLockStore store) {
		return new EngineLockRegistry(store, (name) -> DEFAULTS, Duration.ofSeconds(2), ForkJoinPool.commonPool(),
				new LockListener() {
				});
	}

	EngineLockRegistry here() {
		return this.here;
	}

	EngineLockRegistry elsewhere() {
		return this.elsewhere;
	}

	boolean isHeldHere(String name) {
		return this.here.obtain(name).current().isPresent();
	}

	boolean isFree(String name) {
		return this.elsewhere.obtain(name).tryAcquire().map((lease) -> {
			lease.close();
			return true;
		}).orElse(false);
	}

	@Override
	public void close() {
		this.here.close();
		this.elsewhere.close();
	}

}
