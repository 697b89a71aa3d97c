package io.github.batonlock.store;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A lock as it stood in a store at one instant, whichever JVM it belongs to.
 *
 * @param owner the request that owns it, {@code null} if none does
 * @param ownerLeft how long that ownership lasts unless it is renewed, zero if there is
 * none
 * @param queued how many requests queue for it
 * @param queue the first of those, the next one first
 */
public record LockState(@Nullable Request owner, Duration ownerLeft, long queued, List<Request> queue) {

	/**
	 * Create a state.
	 * @param owner the request that owns it
	 * @param ownerLeft how long that ownership lasts
	 * @param queued how many requests queue for it
	 * @param queue the first of those, which are copied
	 */
	public LockState {
		queue = List.copyOf(queue);
	}

}
