package io.github.batonlock;

import org.jspecify.annotations.Nullable;

/**
 * Runs actions under a lease, and tells if it was lost meanwhile.
 */
final class LockedCalls {

	private LockedCalls() {
	}

	static <T extends @Nullable Object, E extends Exception> T call(Lease lease, LockedCallable<T, E> action) throws E {
		T result;
		CurrentLease.Scope scope = CurrentLease.open(lease);
		try {
			result = action.call();
		}
		catch (Throwable ex) {
			suppressLoss(ex, lease);
			throw ex;
		}
		finally {
			scope.close();
		}
		lease.ensureValid();
		return result;
	}

	private static void suppressLoss(Throwable failure, Lease lease) {
		try {
			lease.ensureValid();
		}
		catch (LockLostException loss) {
			if (failure != loss) {
				failure.addSuppressed(loss);
			}
		}
	}

}
