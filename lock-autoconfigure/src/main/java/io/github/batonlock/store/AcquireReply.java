package io.github.batonlock.store;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Reply to an attempt to own a lock.
 */
public sealed interface AcquireReply {

	/**
	 * The request owns the lock.
	 *
	 * @param waiting number of other requests in the queue
	 * @param queued whether the request was in the queue until now
	 */
	record Granted(long waiting, boolean queued) implements AcquireReply {
	}

	/**
	 * Another request owns the lock. Nothing else is known.
	 */
	record Taken() implements AcquireReply {
	}

	/**
	 * Another request owns the lock.
	 *
	 * @param ownerLeft how long the owner keeps the lock unless it renews
	 * @param place place of the request in the queue, empty if it has none
	 * @param owner the owning request
	 */
	record Wait(Duration ownerLeft, OptionalLong place, Request owner) implements AcquireReply {
	}

}
