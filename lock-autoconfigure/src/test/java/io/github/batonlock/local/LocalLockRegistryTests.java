package io.github.batonlock.local;

import io.github.batonlock.LockRegistryContract;
import io.github.batonlock.store.LockStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A registry on {@link LocalLockStore}.
 */
class LocalLockRegistryTests extends LockRegistryContract {

	private final LocalLockStore memory = new LocalLockStore();

	@BeforeEach
	@Override
	protected void start() {
		super.start();
	}

	@AfterEach
	@Override
	protected void stop() {
		super.stop();
	}

	@Override
	protected LockStore newStore() {
		return this.memory.sibling();
	}

}
