package io.github.batonlock.redis;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Tells errors of the server apart, which each driver wraps in its own way.
 */
final class ServerErrors {

	/** Errors that come again with the same command, but for those of a busy server. */
	private static final Pattern REFUSAL = Pattern.compile("(?s)(ERR|NOPERM|CROSSSLOT) (?!max number of clients).*");

	/** In scripts each version words it in its own way. */
	private static final Pattern PERMISSION = Pattern
		.compile("^NOPERM |ACL failure in script|The user executing the script can't");

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

	/**
	 * By what words a server has refused a command that it would refuse again.
	 * @param failure what the driver has thrown
	 * @return the words, {@code null} if it was something else
	 */
	static @Nullable String refusal(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause.getMessage() != null && REFUSAL.matcher(cause.getMessage()).matches()) {
				return cause.getMessage();
			}
		}
		return null;
	}

	/**
	 * Whether a server has refused for want of permission.
	 */
	static boolean isOfPermission(@Nullable String words) {
		return words != null && PERMISSION.matcher(words).find();
	}

}
