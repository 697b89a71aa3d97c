package io.github.batonlock.test;

import java.util.function.Consumer;

import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Prevents simulations and events of one test method from affecting the next: outside of
 * the transaction of a test, and before a context is closed.
 */
final class ResetTestLocksListener implements TestExecutionListener, Ordered {

	private static final int OUTSIDE_OF_TRANSACTIONS = 3500;

	@Override
	public void beforeTestMethod(TestContext testContext) {
		tell(testContext, TestLocks::begin);
	}

	@Override
	public void afterTestMethod(TestContext testContext) {
		tell(testContext, TestLocks::end);
	}

	private static void tell(TestContext testContext, Consumer<TestLocks> what) {
		if (testContext.hasApplicationContext()) {
			testContext.getApplicationContext().getBeanProvider(TestLocks.class).ifAvailable(what);
		}
	}

	@Override
	public int getOrder() {
		return OUTSIDE_OF_TRANSACTIONS;
	}

}
