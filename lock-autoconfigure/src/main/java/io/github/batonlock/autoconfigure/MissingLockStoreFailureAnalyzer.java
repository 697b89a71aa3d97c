package io.github.batonlock.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Suggests remedies for a {@link MissingLockStoreException}.
 */
final class MissingLockStoreFailureAnalyzer extends AbstractFailureAnalyzer<MissingLockStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MissingLockStoreException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", """
				Consider one of these:
				- let Spring Boot configure Redis: add 'spring-boot-starter-data-redis', and do not exclude its \
				auto-configuration
				- define a RedisConnectionFactory bean
				- set 'distributed-lock.type' to 'local', if no other process shares the locks
				- set 'distributed-lock.enabled' to 'false', to run without locks""", cause);
	}

}
