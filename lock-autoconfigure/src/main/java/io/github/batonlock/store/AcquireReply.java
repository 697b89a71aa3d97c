package io.github.batonlock.store;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Answer to a try to own a lock.
 */
public sealed interface AcquireReply {

	/**
	 * The request owns the lock.
	 *
	 * @param waiting how many other requests queue
	 * @param queued whether the request stood in the queue until now
	 */
	record Granted(long waiting, boolean queued) implements AcquireReply {
	}

	/**
	 * Somebody else owns the lock; no more is known.
	 */
	record Taken() implements AcquireReply {
	}

	/**
	 * Somebody else owns the lock.
	 *
	 * @param ownerLeft how long the owner keeps the lock unless it renews
	 * @param place place of the request in the queue, empty if it has none
	 * @param owner who owns
	 */
	record Wait(Duration ownerLeft, OptionalLong place, Request owner) implements AcquireReply {
	}

}
