package io.github.batonlock.store;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of a lock in a store, across all JVMs.
 *
 * @param owner the owning request, {@code null} if there is none
 * @param ownerLeft how long the ownership lasts unless it is renewed, zero if there is
 * none
 * @param queued number of requests in the queue
 * @param queue the first requests in the queue, in order
 */
public record LockState(@Nullable Request owner, Duration ownerLeft, long queued, List<Request> queue) {

	/**
	 * Creates a state.
	 * @param owner the owning request
	 * @param ownerLeft how long the ownership lasts
	 * @param queued number of requests in the queue
	 * @param queue the first requests in the queue, which are copied
	 */
	public LockState {
		queue = List.copyOf(queue);
	}

}
