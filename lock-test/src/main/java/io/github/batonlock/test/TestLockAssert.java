package io.github.batonlock.test;

import io.github.batonlock.Shown;
import io.github.batonlock.test.LockEvent.Kind;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about one lock. Those in the past tense are about what happened since the
 * test method began; their messages tell all that did.
 */
public final class TestLockAssert extends AbstractAssert<TestLockAssert, TestLock> {

	TestLockAssert(TestLock actual) {
		super(actual, TestLockAssert.class);
	}

	/**
	 * The calling thread runs under the lock now. For mocks that the locked code calls.
	 * @return this
	 */
	public TestLockAssert isHeldByCurrentThread() {
		String thread = Shown.thread(Thread.currentThread());
		return check(this.actual.isHeldByCurrentThread(), "to be held by " + thread, holderInWords());
	}

	/**
	 * The application holds the lock now, on whatever thread.
	 * @return this
	 */
	public TestLockAssert isHeld() {
		return check(this.actual.isHeld(), "to be held", holderInWords());
	}

	/**
	 * The application does not hold the lock now.
	 * @return this
	 */
	public TestLockAssert isNotHeld() {
		return check(!this.actual.isHeld(), "not to be held", holderInWords());
	}

	/**
	 * The lock was acquired at least once.
	 * @return this
	 */
	public TestLockAssert wasAcquired() {
		return check(count(Kind.ACQUIRED) > 0, "to have been acquired", "it was not");
	}

	/**
	 * The lock was acquired as often as that. Re-entering does not count.
	 * @param times how often
	 * @return this
	 */
	public TestLockAssert wasAcquired(int times) {
		int count = count(Kind.ACQUIRED);
		return check(count == times, "to have been acquired " + inWords(times), "it was acquired " + inWords(count));
	}

	/**
	 * The lock was not acquired.
	 * @return this
	 */
	public TestLockAssert wasNeverAcquired() {
		int count = count(Kind.ACQUIRED);
		return check(count == 0, "never to have been acquired", "it was acquired " + inWords(count));
	}

	/**
	 * The lock was acquired, and released as often by whoever had acquired it. What was
	 * lost was not released.
	 * @return this
	 */
	public TestLockAssert wasReleased() {
		int acquired = count(Kind.ACQUIRED);
		int released = count(Kind.RELEASED);
		return check(acquired > 0 && released >= acquired, "to have been acquired and released",
				"it was acquired " + inWords(acquired) + " and released " + inWords(released));
	}

	/**
	 * The lock was lost at least once.
	 * @return this
	 */
	public TestLockAssert wasLost() {
		return check(count(Kind.LOST) > 0, "to have been lost", "it was not");
	}

	/**
	 * Somebody wanted the lock and did not get it, at least once.
	 * @return this
	 */
	public TestLockAssert wasRefused() {
		return check(count(Kind.REFUSED) > 0, "to have been refused to somebody", "it was not");
	}

	private int count(Kind kind) {
		return this.actual.count(kind);
	}

	private String holderInWords() {
		String holder = this.actual.holder();
		return (holder != null) ? "it is held by " + holder : "nobody here holds it";
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
