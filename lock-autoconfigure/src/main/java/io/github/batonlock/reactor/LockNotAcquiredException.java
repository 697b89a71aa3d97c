package io.github.batonlock.reactor;

/**
 * The lock of this very call was not had: not one that the method asked for.
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
