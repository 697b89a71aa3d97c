package io.github.batonlock;

/**
 * Copies exceptions and adds information to their messages.
 */
final class Copies {

	private Copies() {
	}

	/**
	 * Returns the message of an exception, extended by the caller that requested the
	 * lock.
	 */
	static String wanted(Throwable original, String whom) {
		return original.getMessage() + "; wanted by " + Shown.text(whom);
	}

	/** Copies the stack trace and the suppressed exceptions to the new exception. */
	static <T extends Throwable> T traced(T copy, Throwable original) {
		copy.setStackTrace(original.getStackTrace());
		for (Throwable suppressed : original.getSuppressed()) {
			copy.addSuppressed(suppressed);
		}
		return copy;
	}

}
