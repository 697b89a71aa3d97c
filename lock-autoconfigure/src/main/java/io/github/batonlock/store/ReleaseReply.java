package io.github.batonlock.store;

/**
 * Reply to a release: the state of the next request.
 */
public sealed interface ReleaseReply {

	/**
	 * The released request was not the owner. The next request was ignored.
	 *
	 * @param repeated whether the command may have run before, so that the command itself
	 * may have released the lock earlier
	 */
	record NotOwner(boolean repeated) implements ReleaseReply {

		/**
		 * Creates a reply to a command that was certainly run only once.
		 */
		public NotOwner() {
			this(false);
		}

	}

	/**
	 * The lock was released. There was no next request.
	 */
	record Released() implements ReleaseReply {
	}

	/**
	 * The lock was released, and the next request owns it.
	 *
	 * @param waiting number of other requests in the queue
	 */
	record Granted(long waiting) implements ReleaseReply {
	}

	/**
	 * The lock was released, and the next request is in the queue.
	 *
	 * @param place place in the queue
	 */
	record Queued(long place) implements ReleaseReply {
	}

}
