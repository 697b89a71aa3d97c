package io.github.batonlock.autoconfigure;

import io.github.batonlock.aop.operation.InvalidLockException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Names the bean with an annotation that cannot work, and the reason.
 */
final class InvalidLockFailureAnalyzer extends AbstractFailureAnalyzer<InvalidLockException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidLockException cause) {
		String bean = bean(rootFailure);
		return new FailureAnalysis("A method" + ((bean != null) ? " of bean '" + bean + "'" : "")
				+ " cannot be locked:\n\n    " + cause.getMessage(), "Correct the annotation or the method.", cause);
	}

	private static @Nullable String bean(Throwable failure) {
		String innermost = null;
		for (Throwable ex = failure; ex != null; ex = ex.getCause()) {
			if (ex instanceof BeanCreationException creation) {
				innermost = creation.getBeanName();
			}
		}
		return innermost;
	}

}
