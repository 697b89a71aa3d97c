package io.github.batonlock.redis;

import org.jspecify.annotations.Nullable;

/**
 * Tells errors of the server apart, which each driver wraps in its own way.
 */
final class ServerErrors {

	private ServerErrors() {
	}

	/**
	 * Whether a server has answered a certain error.
	 * @param failure what the driver has thrown
	 * @param code first word of the error
	 * @return whether it is in the failure or its causes
	 */
	static boolean isOf(@Nullable Throwable failure, String code) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause.getMessage() != null && cause.getMessage().contains(code)) {
				return true;
			}
		}
		return false;
	}

}
