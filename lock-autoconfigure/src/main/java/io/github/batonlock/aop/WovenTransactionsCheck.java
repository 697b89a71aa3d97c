package io.github.batonlock.aop;

import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.aop.operation.Weaving;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.util.ReflectionUtils;

/**
 * Rejects methods with a woven lock whose transaction comes from a proxy: it would begin
 * before the lock is acquired, and end after it is released.
 */
public final class WovenTransactionsCheck implements SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beans;

	private final LockOperationSource operations;

	/**
	 * Creates a check.
	 * @param beans the beans to check
	 * @param operations finds the operation of a method
	 */
	public WovenTransactionsCheck(ConfigurableListableBeanFactory beans, LockOperationSource operations) {
		this.beans = beans;
		this.operations = operations;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.beans.getBeanNamesForType(TransactionInterceptor.class, true, false).length == 0) {
			return;
		}
		TransactionAttributeSource transactions = this.beans.getBeanProvider(TransactionAttributeSource.class)
			.getIfAvailable();
		if (transactions != null) {
			for (String name : this.beans.getBeanDefinitionNames()) {
				Class<?> type = AutoProxyUtils.determineTargetClass(this.beans, name);
				if (type != null && transactions.isCandidateClass(type)) {
					check(name, type, transactions);
				}
			}
		}
	}

	private void check(String name, Class<?> type, TransactionAttributeSource transactions) {
		ReflectionUtils.doWithMethods(type, (method) -> {
			LockOperation operation = this.operations.find(method, type);
			if (operation != null && Weaving.isWoven(operation.name().method())
					&& transactions.getTransactionAttribute(method, type) != null) {
				throw new BeanCreationException(name,
						operation.description()
								+ ": AspectJ has woven the lock, but the transaction comes from a proxy, "
								+ "outside of the lock; weave transactions too, by spring-aspects and "
								+ "@EnableTransactionManagement(mode = AdviceMode.ASPECTJ)");
			}
		}, (method) -> !method.isSynthetic() && Weaving.isWoven(method));
	}

}
