package io.github.batonlock.autoconfigure.propagation;

import io.github.batonlock.aop.observe.CallerContext;
import io.github.batonlock.propagation.PropagatedContext;
import io.micrometer.context.ContextSnapshotFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for context propagation: methods that return futures see the thread
 * locals of their callers.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@ConditionalOnClass(ContextSnapshotFactory.class)
public final class LockContextPropagationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(CallerContext.class)
	PropagatedContext distributedLockPropagatedContext() {
		return new PropagatedContext(ContextSnapshotFactory.builder().build());
	}

}
