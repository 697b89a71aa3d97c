package io.github.batonlock.test;

/**
 * Something that happened to a lock in this JVM.
 *
 * @param lockName name of the lock
 * @param kind what happened
 * @param detail more about it, to follow what happened
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
	 * What may happen.
	 */
	enum Kind {

		ACQUIRED("was acquired"), REFUSED("was not acquired"), RELEASED("was released"), LOST("was lost");

		private final String words;

		Kind(String words) {
			this.words = words;
		}

	}

}
