package io.github.batonlock.aop;

import java.util.Collection;

import io.github.batonlock.aop.operation.InvalidLockException;
import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Checks annotated beans at start-up: rejects annotations that cannot work, even of beans
 * that are created later, rejects advice in the wrong order, and warns of beans without a
 * proxy.
 */
public final class LockedBeansCheck implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(LockedBeansCheck.class);

	private final ConfigurableListableBeanFactory beans;

	private final LockOperationSource operations;

	private final LockOptionsCheck options;

	private final AdviceOrderCheck order;

	/**
	 * Creates a check.
	 * @param beans the beans to check
	 * @param operations finds the operation of a method
	 * @param defaultRegistry bean name of the registry of annotations that name none
	 */
	public LockedBeansCheck(ConfigurableListableBeanFactory beans, LockOperationSource operations,
			String defaultRegistry) {
		this.beans = beans;
		this.operations = operations;
		this.options = new LockOptionsCheck(beans, defaultRegistry);
		this.order = new AdviceOrderCheck(operations);
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beans.getBeanDefinitionNames()) {
			Object bean = needsProxy(name) ? this.beans.getSingleton(name) : null;
			if (bean != null) {
				checkOrder(name, bean);
			}
			if (hasNoProxy(bean)) {
				logger.warn("Bean '" + name + "' has methods with @DistributedLock that run without a lock, because "
						+ "it has no proxy: it was created before proxies are made, or elsewhere");
			}
		}
	}

	private boolean needsProxy(String name) {
		try {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beans, name);
			if (type == null) {
				return false;
			}
			Collection<LockOperation> found = this.operations.operations(type);
			found.forEach(this.options::check);
			return !found.isEmpty() && this.operations.needsProxy(type);
		}
		catch (InvalidLockException ex) {
			throw new BeanCreationException(name, String.valueOf(ex.getMessage()), ex);
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("Bean '" + name + "' cannot be checked for @DistributedLock", ex);
			return false;
		}
	}

	private void checkOrder(String name, Object bean) {
		try {
			this.order.check(bean);
		}
		catch (InvalidLockException ex) {
			throw new BeanCreationException(name, String.valueOf(ex.getMessage()), ex);
		}
	}

	private static boolean hasNoProxy(@Nullable Object bean) {
		return bean != null && !(bean instanceof FactoryBean) && !AopUtils.isAopProxy(bean);
	}

}
