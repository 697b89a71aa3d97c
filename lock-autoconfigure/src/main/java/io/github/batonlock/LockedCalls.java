package io.github.batonlock;

import org.jspecify.annotations.Nullable;

/**
 * Acquires a lock, runs an action under its lease, closes the lease, and reports its
 * loss.
 */
final class LockedCalls {

	private LockedCalls() {
	}

	static <T extends @Nullable Object, E extends Exception> T call(LeasedLock lock, LockedCallable<T, E> action)
			throws E {
		T result;
		Lease lease = lock.acquire();
		// in this very frame: a call in between may find no stack and leave the lock held
		try (lease) {
			result = callUnder(lease, action);
		}
		catch (Throwable ex) {
			Failures.suppressLoss(ex, lease);
			throw ex;
		}
		if (lease.isLost()) {
			lease.ensureValid();
		}
		return result;
	}

	private static <T extends @Nullable Object, E extends Exception> T callUnder(Lease lease,
			LockedCallable<T, E> action) throws E {
		CurrentLease.Scope scope = CurrentLease.open(lease);
		try {
			return action.call();
		}
		finally {
			scope.close();
		}
	}

}
