package io.github.batonlock.store;

/**
 * Answer to a release: what became of the next request.
 */
public sealed interface ReleaseReply {

	/**
	 * The released request was not the owner. The next request was not looked at.
	 *
	 * @param repeated whether the command may have run before, so that it has perhaps
	 * itself released what it did not find any more
	 */
	record NotOwner(boolean repeated) implements ReleaseReply {

		/**
		 * Answer to a command that was surely run once.
		 */
		public NotOwner() {
			this(false);
		}

	}

	/**
	 * Released. There was no next request.
	 */
	record Released() implements ReleaseReply {
	}

	/**
	 * Released, and the next request owns the lock.
	 *
	 * @param waiting how many other requests queue
	 */
	record Granted(long waiting) implements ReleaseReply {
	}

	/**
	 * Released, and the next request queues.
	 *
	 * @param place its place in the queue
	 */
	record Queued(long place) implements ReleaseReply {
	}

}
