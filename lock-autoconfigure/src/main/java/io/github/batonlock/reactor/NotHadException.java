package io.github.batonlock.reactor;

/**
 * Thrown when the lock of this call could not be acquired, as opposed to a lock that the
 * method requested.
 */
@SuppressWarnings("serial")
final class NotHadException extends RuntimeException {

	private final RuntimeException reason;

	NotHadException(RuntimeException reason) {
		super(null, reason, false, false);
		this.reason = reason;
	}

	RuntimeException reason() {
		return this.reason;
	}

}
