package io.github.batonlock.redis;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Distinguishes errors of the server, which each driver wraps differently.
 */
final class ServerErrors {

	/** Errors that the same command causes again, except for errors of a busy server. */
	private static final Pattern REFUSAL = Pattern.compile("(?s)(ERR|NOPERM|CROSSSLOT) (?!max number of clients).*");

	/** Each version words this error in scripts differently. */
	private static final Pattern PERMISSION = Pattern
		.compile("^NOPERM |ACL failure in script|The user executing the script can't");

	private ServerErrors() {
	}

	/**
	 * Returns whether a server has replied with a certain error.
	 * @param failure the exception of the driver
	 * @param code first word of the error
	 * @return whether the error is in the failure or its causes
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
	 * Returns the words with which a server has permanently refused a command.
	 * @param failure the exception of the driver
	 * @return the words, {@code null} for any other failure
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
	 * Returns whether a server has refused a command because of a missing permission.
	 */
	static boolean isOfPermission(@Nullable String words) {
		return words != null && PERMISSION.matcher(words).find();
	}

}
