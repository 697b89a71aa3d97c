package io.github.batonlock.aop;

import java.lang.reflect.Proxy;
import java.util.concurrent.ConcurrentHashMap;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.aop.call.LockInvoker;
import io.github.batonlock.aop.operation.InvalidLockException;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.testing.TestLocks;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DistributedLockAdvisor}, first on proxies made by hand, then in a
 * context.
 */
class DistributedLockAdvisorTests {

	private final TestLocks locks = new TestLocks();

	private final DistributedLockAdvisor advisor = new DistributedLockAdvisor(new LockOperationSource((text) -> text),
			new LockInvoker(this.locks::here, null, true), DistributedLockAdvisor.DEFAULT_ORDER);

	@AfterEach
	void close() {
		this.locks.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void locksThroughBothKindsOfProxies(boolean ofClass) {
		Shop shop = (Shop) proxy(new CornerShop(this.locks), ofClass);
		assertThat(AopUtils.isJdkDynamicProxy(shop)).isNotEqualTo(ofClass);
		assertThat(shop.sell("milk")).isEqualTo("item:milk held");
		assertThat(shop.look("milk")).isEqualTo("item:milk free");
		assertThat(shop.close("tonight")).isEqualTo("closing:tonight held");
		assertThat(this.locks.isFree("item:milk")).isTrue();
	}

	@Test
	void locksPackagePrivateMethods() {
		CornerShop shop = (CornerShop) proxy(new CornerShop(this.locks), true);
		assertThat(shop.count("milk")).isEqualTo("item:milk held");
	}

	@Test
	void locksTargetsThatAreProxies() {
		CornerShop behind = new CornerShop(this.locks);
		Object foreign = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Shop.class },
				(target, method, arguments) -> method.invoke(behind, arguments));
		assertThat(((Shop) proxy(foreign, false)).close("tonight")).isEqualTo("closing:tonight held");
		ProxyFactory inner = new ProxyFactory(behind);
		inner.addAdvice((MethodInterceptor) (invocation) -> invocation.proceed());
		inner.setProxyTargetClass(true);
		assertThat(((Shop) proxy(inner.getProxy(), true)).sell("milk")).isEqualTo("item:milk held");
		inner.setProxyTargetClass(false);
		assertThat(((Shop) proxy(inner.getProxy(), false)).close("tonight")).isEqualTo("closing:tonight held");
	}

	@Test
	void locksMethodsOfAnnotatedInterface() {
		OfInterface target = () -> this.locks.isHeldHere("type");
		Object foreign = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { OfInterface.class },
				(proxy, method, arguments) -> method.invoke(target, arguments));
		assertThat(((OfInterface) proxy(foreign, false)).held()).isTrue();
		ProxyFactory inner = new ProxyFactory(OfInterface.class, (MethodInterceptor) (invocation) -> target.held());
		assertThat(((OfInterface) proxy(inner.getProxy(), false)).held()).isTrue();
	}

	@Test
	void readsAllMethodsBeforeItMatches() {
		assertThatExceptionOfType(InvalidLockException.class)
			.isThrownBy(() -> AopUtils.canApply(this.advisor, SecondIsWrong.class))
			.withMessageContaining("SecondIsWrong.second(long): the expression #x uses #x");
		assertThat(AopUtils.canApply(this.advisor, Object.class)).isFalse();
		assertThat(AopUtils.canApply(this.advisor, CornerShop.class)).isTrue();
	}

	@Test
	void proxiesOfOneClassShareTheProxyClass() {
		Object one = proxy(new CornerShop(this.locks), true);
		Object other = proxy(new CornerShop(this.locks), true);
		assertThat(one).hasSameClassAs(other);
	}

	@Test
	void standsBetweenSecurityAndTransactions() {
		ConcurrentHashMap<String, Boolean> held = new ConcurrentHashMap<>();
		try (GenericApplicationContext context = context()) {
			context.registerBean("transaction", Advisor.class,
					() -> recorder("transaction", Ordered.LOWEST_PRECEDENCE, held));
			context.registerBean("security", Advisor.class, () -> recorder("security", 500, held));
			context.registerBean("shop", CornerShop.class, () -> new CornerShop(this.locks));
			start(context);
			assertThat(context.getBean(CornerShop.class).sell("milk")).isEqualTo("item:milk held");
		}
		assertThat(held).containsEntry("security", false).containsEntry("transaction", true);
	}

	@Test
	void locksPrototypesWithOneClass() {
		try (GenericApplicationContext context = context()) {
			context.registerBean("shop", CornerShop.class, () -> new CornerShop(this.locks),
					(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE));
			start(context);
			CornerShop one = context.getBean(CornerShop.class);
			assertThat(one).isNotSameAs(context.getBean(CornerShop.class)).hasSameClassAs(context.getBean("shop"));
			assertThat(one.sell("milk")).isEqualTo("item:milk held");
		}
	}

	@Test
	void namesBeanWithInvalidAnnotation() {
		try (GenericApplicationContext context = context()) {
			context.registerBeanDefinition("wrong", new RootBeanDefinition(SecondIsWrong.class));
			assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> start(context))
				.withMessage("Error creating bean with name 'wrong': @DistributedLock(name = \"b\", key = \"#x\") on "
						+ SecondIsWrong.class.getName()
						+ ".second(long): the expression #x uses #x, but knows only #id, #p0, #a0, #root");
		}
	}

	@Test
	void finalClassCannotBeLocked() {
		try (GenericApplicationContext context = context()) {
			context.registerBeanDefinition("fixed", new RootBeanDefinition(Fixed.class));
			assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> start(context))
				.withMessageContaining("'fixed'")
				.withMessageContaining("final class")
				.withCauseInstanceOf(AopConfigException.class);
		}
	}

	private GenericApplicationContext context() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(DefaultAdvisorAutoProxyCreator.class,
				(definition) -> definition.getPropertyValues().add("proxyTargetClass", true));
		return context;
	}

	/**
	 * Starts with the lock as the last advisor, so that only its order puts it outside.
	 */
	private void start(GenericApplicationContext context) {
		context.registerBean("locks", DistributedLockAdvisor.class, () -> this.advisor);
		context.refresh();
	}

	private Advisor recorder(String name, int order, ConcurrentHashMap<String, Boolean> held) {
		DefaultPointcutAdvisor recorder = new DefaultPointcutAdvisor((MethodInterceptor) (invocation) -> {
			held.put(name, this.locks.isHeldHere("item:milk"));
			return invocation.proceed();
		});
		recorder.setOrder(order);
		return recorder;
	}

	private Object proxy(Object target, boolean ofClass) {
		ProxyFactory factory = new ProxyFactory(target);
		factory.setProxyTargetClass(ofClass);
		factory.addAdvisor(this.advisor);
		return factory.getProxy();
	}

	interface Shop {

		String sell(String item);

		String look(String item);

		@DistributedLock(name = "closing", key = "#p0")
		String close(String day);

	}

	static class CornerShop implements Shop {

		private final TestLocks locks;

		CornerShop(TestLocks locks) {
			this.locks = locks;
		}

		@Override
		@DistributedLock(name = "item", key = "#item")
		public String sell(String item) {
			return state("item:" + item);
		}

		@Override
		public String look(String item) {
			return state("item:" + item);
		}

		@Override
		public String close(String day) {
			return state("closing:" + day);
		}

		@DistributedLock(name = "item", key = "#item")
		String count(String item) {
			return state("item:" + item);
		}

		private String state(String name) {
			return name + (this.locks.isHeldHere(name) ? " held" : " free");
		}

	}

	@FunctionalInterface
	@DistributedLock("type")
	interface OfInterface {

		boolean held();

	}

	static class SecondIsWrong {

		@DistributedLock("a")
		void first() {
		}

		@DistributedLock(name = "b", key = "#x")
		void second(long id) {
		}

	}

	static final class Fixed {

		@DistributedLock("a")
		void run() {
		}

	}

}
