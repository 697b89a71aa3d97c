package io.github.batonlock.aop.operation;

import java.util.Objects;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockOptions;
import io.github.batonlock.aop.name.LockNameTemplate;

/**
 * The lock operation that an annotation asks for, read once per method.
 *
 * @param description the annotation and its method, for messages
 * @param name the names of the locks
 * @param options the options that the annotation sets
 * @param registry bean name of the registry, empty for the default one
 * @param onFailure the reaction if the lock cannot be acquired
 * @param release when a lock that was acquired within a transaction is released
 * @param result when the result is complete
 * @param type the type of the result, {@code Object} if it is unknown
 */
public record LockOperation(String description, LockNameTemplate name, LockOptions options, String registry,
		OnFailure onFailure, DistributedLock.Release release, ResultKind result, Class<?> type) {

	/**
	 * The category of the locks: their names as the annotation has them, before they are
	 * evaluated.
	 * @return the category
	 */
	public String category() {
		return Objects.requireNonNullElse(this.options.category(), this.name.toString());
	}

}
