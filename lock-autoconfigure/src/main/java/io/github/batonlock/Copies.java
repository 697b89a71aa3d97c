package io.github.batonlock;

/**
 * Makes exceptions that say more than the ones they are made from.
 */
final class Copies {

	private Copies() {
	}

	/** What a message ends with that tells who wanted the lock. */
	static String wanted(Throwable original, String whom) {
		return original.getMessage() + "; wanted by " + Shown.text(whom);
	}

	/** Give a new exception the trace of the one it is made from. */
	static <T extends Throwable> T traced(T copy, Throwable original) {
		copy.setStackTrace(original.getStackTrace());
		for (Throwable suppressed : original.getSuppressed()) {
			copy.addSuppressed(suppressed);
		}
		return copy;
	}

}
