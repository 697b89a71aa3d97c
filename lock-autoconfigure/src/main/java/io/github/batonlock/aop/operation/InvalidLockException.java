package io.github.batonlock.aop.operation;

/**
 * Thrown for an annotation that cannot work. Its message names the annotation and the
 * method.
 */
public final class InvalidLockException extends IllegalStateException {

	/**
	 * Creates an exception.
	 * @param message names the annotation, the method and the reason
	 */
	public InvalidLockException(String message) {
		super(message);
	}

	/**
	 * Creates an exception with a cause.
	 * @param message names the annotation, the method and the reason
	 * @param cause the cause
	 */
	public InvalidLockException(String message, Throwable cause) {
		super(message, cause);
	}

}
