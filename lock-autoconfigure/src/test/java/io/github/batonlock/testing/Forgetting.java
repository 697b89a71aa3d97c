package io.github.batonlock.testing;

import java.time.Duration;
import java.util.Objects;

import io.github.batonlock.store.LockState;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.Request;

/**
 * Makes stores forget locks.
 */
public final class Forgetting {

	private Forgetting() {
	}

	/**
	 * Take a lock away from its owner, as a Redis does that loses its data.
	 * @param store where the lock is
	 * @param name name of the lock
	 */
	public static void forget(LockStore store, String name) {
		LockState state = store.inspect(name, 1).toCompletableFuture().join();
		Request owner = Objects.requireNonNull(state.owner(), "not owned");
		store.release(name, owner, null, Duration.ofSeconds(3), Duration.ofSeconds(9)).toCompletableFuture().join();
	}

}
