package io.github.batonlock.aop.operation;

import java.util.Objects;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockOptions;
import io.github.batonlock.aop.name.LockNameTemplate;

/**
 * What an annotation asks for, read once per method.
 *
 * @param description the annotation and its method, for messages
 * @param name how to find the name of the lock for a call
 * @param options what the annotation sets
 * @param registry name of the bean that gives the lock, empty for the usual one
 * @param onFailure what to do when the lock is not had
 * @param release when a lock is released that was acquired within a transaction
 * @param result when the result is there
 * @param type the type of the result, {@code Object} where nothing tells
 */
public record LockOperation(String description, LockNameTemplate name, LockOptions options, String registry,
		OnFailure onFailure, DistributedLock.Release release, ResultKind result, Class<?> type) {

	/** What the annotation names, before it is evaluated. */
	public String category() {
		return Objects.requireNonNullElse(this.options.category(), this.name.toString());
	}

}
