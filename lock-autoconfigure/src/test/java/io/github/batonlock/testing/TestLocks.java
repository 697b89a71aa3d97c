package io.github.batonlock.testing;

import java.time.Duration;

import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;

/**
 * Locks in memory, and a second JVM that looks at them.
 */
public final class TestLocks implements AutoCloseable {

	private static final LockOptions DEFAULTS = TestOptions.complete(Duration.ofSeconds(9), Duration.ofSeconds(20));

	private final LocalLockStore store = new LocalLockStore();

	private final EngineLockRegistry here = registry(this.store);

	private final EngineLockRegistry elsewhere = registry(this.store.sibling());

	private static EngineLockRegistry registry(LocalLockStore store) {
		return new EngineLockRegistry(store, (name) -> DEFAULTS, Duration.ofSeconds(2), new LockListener() {
		});
	}

	public EngineLockRegistry here() {
		return this.here;
	}

	public EngineLockRegistry elsewhere() {
		return this.elsewhere;
	}

	public boolean isHeldHere(String name) {
		return this.here.obtain(name).current().isPresent();
	}

	public boolean isFree(String name) {
		return this.elsewhere.obtain(name).tryAcquire().map((lease) -> {
			lease.close();
			return true;
		}).orElse(false);
	}

	/** Take a lock away from its owner, as a Redis does that forgets it. */
	public void forget(String name) {
		Forgetting.forget(this.store, name);
	}

	@Override
	public void close() {
		this.here.close();
		this.elsewhere.close();
	}

}
