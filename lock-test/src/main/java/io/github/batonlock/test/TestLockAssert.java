package io.github.batonlock.test;

import io.github.batonlock.Shown;
import io.github.batonlock.test.LockEvent.Kind;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about one lock. Assertions in the past tense cover the time since the test
 * method began; their failure messages list all events.
 */
public final class TestLockAssert extends AbstractAssert<TestLockAssert, TestLock> {

	TestLockAssert(TestLock actual) {
		super(actual, TestLockAssert.class);
	}

	/**
	 * Verifies that the calling thread holds the lock. For mocks that the locked code
	 * calls.
	 * @return this assertion
	 */
	public TestLockAssert isHeldByCurrentThread() {
		String thread = Shown.thread(Thread.currentThread());
		return check(this.actual.isHeldByCurrentThread(), "to be held by " + thread, holderInWords());
	}

	/**
	 * Verifies that the application holds the lock, on any thread.
	 * @return this assertion
	 */
	public TestLockAssert isHeld() {
		return check(this.actual.isHeld(), "to be held", holderInWords());
	}

	/**
	 * Verifies that the application does not hold the lock.
	 * @return this assertion
	 */
	public TestLockAssert isNotHeld() {
		return check(!this.actual.isHeld(), "not to be held", holderInWords());
	}

	/**
	 * Verifies that the lock was acquired at least once.
	 * @return this assertion
	 */
	public TestLockAssert wasAcquired() {
		return check(count(Kind.ACQUIRED) > 0, "to have been acquired", "it was not");
	}

	/**
	 * Verifies that the lock was acquired the given number of times. Reentrant
	 * acquisitions do not count.
	 * @param times the number of times
	 * @return this assertion
	 */
	public TestLockAssert wasAcquired(int times) {
		int count = count(Kind.ACQUIRED);
		return check(count == times, "to have been acquired " + inWords(times), "it was acquired " + inWords(count));
	}

	/**
	 * Verifies that the lock was not acquired.
	 * @return this assertion
	 */
	public TestLockAssert wasNeverAcquired() {
		int count = count(Kind.ACQUIRED);
		return check(count == 0, "never to have been acquired", "it was acquired " + inWords(count));
	}

	/**
	 * Verifies that the lock was acquired, and released as often by its holders. A lost
	 * lock was not released.
	 * @return this assertion
	 */
	public TestLockAssert wasReleased() {
		int acquired = count(Kind.ACQUIRED);
		int released = count(Kind.RELEASED);
		return check(acquired > 0 && released >= acquired, "to have been acquired and released",
				"it was acquired " + inWords(acquired) + " and released " + inWords(released));
	}

	/**
	 * Verifies that the lock was lost at least once.
	 * @return this assertion
	 */
	public TestLockAssert wasLost() {
		return check(count(Kind.LOST) > 0, "to have been lost", "it was not");
	}

	/**
	 * Verifies that at least one caller requested the lock and did not get it.
	 * @return this assertion
	 */
	public TestLockAssert wasRefused() {
		return check(count(Kind.REFUSED) > 0, "to have been refused to a caller", "it was not");
	}

	private int count(Kind kind) {
		return this.actual.count(kind);
	}

	private String holderInWords() {
		String holder = this.actual.holder();
		return (holder != null) ? "it is held by " + holder : "no caller of the application holds it";
	}

	private static String inWords(int times) {
		return (times != 1) ? times + " times" : "once";
	}

	private TestLockAssert check(boolean fulfilled, String expected, String found) {
		if (!fulfilled) {
			throw failure("%nExpecting lock '%s' %s, but %s.%n%s", this.actual.name(), expected, found,
					this.actual.story());
		}
		return this;
	}

}
