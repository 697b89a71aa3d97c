package io.github.batonlock.local;

import io.github.batonlock.LockRegistryContract;
import io.github.batonlock.engine.LockStore;

/**
 * A registry on {@link LocalLockStore}.
 */
class LocalLockRegistryTests extends LockRegistryContract {

	private final LocalLockStore memory = new LocalLockStore();

	@Override
	protected LockStore newStore() {
		return this.memory.sibling();
	}

}
