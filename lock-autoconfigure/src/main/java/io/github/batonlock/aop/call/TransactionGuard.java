package io.github.batonlock.aop.call;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.PriorityOrdered;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Prevents transactions from committing on a thread that is in an annotated call whose
 * lease was lost: the transaction is rolled back, and its commit throws
 * {@link io.github.batonlock.LockLostException}. Listens to all transaction manager
 * beans, before they are proxied.
 */
public final class TransactionGuard implements BeanPostProcessor, PriorityOrdered {

	private final TransactionExecutionListener guard = new TransactionExecutionListener() {

		@Override
		public void beforeCommit(TransactionExecution transaction) {
			GuardedLease.ensureAllValid();
		}

	};

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof PlatformTransactionManager && bean instanceof ConfigurableTransactionManager manager) {
			manager.addListener(this.guard);
		}
		return bean;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
