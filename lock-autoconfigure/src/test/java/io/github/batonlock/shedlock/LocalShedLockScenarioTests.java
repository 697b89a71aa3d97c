package io.github.batonlock.shedlock;

import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.store.LockStore;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * The scenarios with locks in memory.
 */
class LocalShedLockScenarioTests extends ShedLockScenarios {

	private final LocalLockStore memory = new LocalLockStore();

	@Override
	ApplicationContextRunner sharing(ApplicationContextRunner runner) {
		return runner.withBean("distributedLockStore", LockStore.class, this.memory::sibling);
	}

}
