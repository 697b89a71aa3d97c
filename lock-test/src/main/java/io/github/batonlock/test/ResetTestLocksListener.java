package io.github.batonlock.test;

import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Lets nothing that one test method simulated or did leak into the next: outside of the
 * transaction of a test, and before a context is closed.
 */
final class ResetTestLocksListener implements TestExecutionListener, Ordered {

	private static final int OUTSIDE_OF_TRANSACTIONS = 3500;

	@Override
	public void beforeTestMethod(TestContext testContext) {
		reset(testContext);
	}

	@Override
	public void afterTestMethod(TestContext testContext) {
		reset(testContext);
	}

	private static void reset(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			testContext.getApplicationContext().getBeanProvider(TestLocks.class).ifAvailable(TestLocks::reset);
		}
	}

	@Override
	public int getOrder() {
		return OUTSIDE_OF_TRANSACTIONS;
	}

}
