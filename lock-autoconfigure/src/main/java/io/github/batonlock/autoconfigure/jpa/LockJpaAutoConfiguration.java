package io.github.batonlock.autoconfigure.jpa;

import io.github.batonlock.aop.observe.EarlierReads;
import io.github.batonlock.jpa.PersistenceContexts;
import jakarta.persistence.EntityManager;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.orm.jpa.EntityManagerHolder;

/**
 * Auto-configuration for warnings of methods that work under their lock with entities
 * which were read before.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@ConditionalOnClass({ EntityManager.class, EntityManagerHolder.class })
public final class LockJpaAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(EarlierReads.class)
	PersistenceContexts distributedLockPersistenceContexts() {
		return new PersistenceContexts();
	}

}
