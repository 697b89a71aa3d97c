package io.github.batonlock.test;

/**
 * An event of a lock in this JVM.
 *
 * @param lockName name of the lock
 * @param kind kind of the event
 * @param detail details that follow the kind in a description
 */
record LockEvent(String lockName, Kind kind, String detail) {

	boolean is(String lockName, Kind kind) {
		return this.kind == kind && this.lockName.equals(lockName);
	}

	@Override
	public String toString() {
		return "lock '" + this.lockName + "' " + this.kind.words + this.detail;
	}

	/**
	 * The kind of an event.
	 */
	enum Kind {

		ACQUIRED("was acquired"), REFUSED("was not acquired"), RELEASED("was released"), LOST("was lost");

		private final String words;

		Kind(String words) {
			this.words = words;
		}

	}

}
