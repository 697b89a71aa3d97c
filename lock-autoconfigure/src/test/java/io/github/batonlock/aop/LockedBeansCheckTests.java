package io.github.batonlock.aop;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.aop.call.LockInvoker;
import io.github.batonlock.aop.operation.LockOperationSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanDefinitionCustomizer;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.PriorityOrdered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockedBeansCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LockedBeansCheckTests {

	private static final String WARNING = "methods with @DistributedLock that run without a lock";

	private final LockOperationSource operations = new LockOperationSource((text) -> text);

	private final GenericApplicationContext context = new GenericApplicationContext();

	LockedBeansCheckTests() {
		this.context.registerBean(DefaultAdvisorAutoProxyCreator.class);
		this.context.registerBean(DistributedLockAdvisor.class, () -> new DistributedLockAdvisor(this.operations,
				new LockInvoker(() -> mock(), null, true), DistributedLockAdvisor.DEFAULT_ORDER));
		this.context.registerBean(LockedBeansCheck.class,
				() -> new LockedBeansCheck(this.context.getBeanFactory(), this.operations, "distributedLockRegistry"));
	}

	@Test
	void rejectsInvalidLazyBeans() {
		refusesToStartWith((definition) -> definition.setLazyInit(true));
	}

	@Test
	void rejectsInvalidPrototypes() {
		refusesToStartWith((definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE));
	}

	private void refusesToStartWith(BeanDefinitionCustomizer customizer) {
		this.context.registerBean("later", Wrong.class, customizer);
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(this.context::refresh)
			.withMessage(
					"Error creating bean with name 'later': @DistributedLock(name = \"a\") on " + Wrong.class.getName()
							+ ".run(): a private method cannot be locked, because no proxy can " + "intercept it");
	}

	@Test
	void doesNotCreateLazyBeans() {
		this.context.registerBean("later", Right.class, () -> {
			throw new AssertionError("was created");
		}, (definition) -> definition.setLazyInit(true));
		this.context.refresh();
		this.context.close();
	}

	@Test
	void warnsOfBeansCreatedBeforeProxies(CapturedOutput output) {
		this.context.registerBean("early", Early.class);
		this.context.refresh();
		assertThat(output).contains("Bean 'early' has " + WARNING);
		this.context.close();
	}

	@Test
	void doesNotWarnOfLockedBeans(CapturedOutput output) {
		this.context.registerBean("right", Right.class);
		this.context.registerBean("none", String.class, () -> "");
		this.context.getBeanFactory().registerScope("thread", new SimpleThreadScope());
		this.context.registerBean("scoped", Right.class, (definition) -> definition.setScope("thread"));
		BeanDefinitionHolder proxy = ScopedProxyUtils.createScopedProxy(
				new BeanDefinitionHolder(this.context.getBeanDefinition("scoped"), "proxied"), this.context, true);
		this.context.registerBeanDefinition(proxy.getBeanName(), proxy.getBeanDefinition());
		this.context.refresh();
		assertThat(output).doesNotContain(WARNING);
		this.context.close();
	}

	@Test
	void ignoresClassesThatCannotBeLoaded() {
		RootBeanDefinition incomplete = new RootBeanDefinition();
		incomplete.setBeanClassName("does.not.Exist");
		incomplete.setLazyInit(true);
		this.context.registerBeanDefinition("incomplete", incomplete);
		this.context.refresh();
		this.context.close();
	}

	static class Right {

		@DistributedLock("a")
		void run() {
		}

	}

	static class Wrong {

		@DistributedLock("a")
		private void run() {
		}

	}

	static class Early implements BeanPostProcessor, PriorityOrdered {

		@Override
		public int getOrder() {
			return 0;
		}

		@DistributedLock("a")
		void run() {
		}

	}

}
