package io.github.batonlock.reactor;

/**
 * Thrown if the lock of this very call was not acquired, as opposed to a lock that the
 * method asked for.
 */
@SuppressWarnings("serial")
final class LockNotAcquiredException extends RuntimeException {

	private final RuntimeException reason;

	LockNotAcquiredException(RuntimeException reason) {
		super(null, reason, false, false);
		this.reason = reason;
	}

	RuntimeException reason() {
		return this.reason;
	}

}
