package io.github.batonlock.aop;

/**
 * An annotation asks for what cannot work. Its message tells annotation and method.
 */
public final class InvalidLockException extends IllegalStateException {

	InvalidLockException(String message) {
		super(message);
	}

	InvalidLockException(String message, Throwable cause) {
		super(message, cause);
	}

}
