package io.github.batonlock.aop.call;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.Lease;
import io.github.batonlock.aop.lease.CompositeLease;
import io.github.batonlock.aop.operation.LockOperation;
import org.jspecify.annotations.Nullable;

/**
 * Binds the lease of a call to the calling thread, where {@link CurrentLease} finds it.
 */
final class LeaseBinding {

	private LeaseBinding() {
	}

	/**
	 * Makes the call while its lease is bound to the thread.
	 */
	static @Nullable Object call(LockOperation operation, Lease lease, MethodCall call) throws Throwable {
		CurrentLease.Scope current = open(operation, lease);
		try {
			return call.proceed();
		}
		finally {
			current.close();
		}
	}

	private static CurrentLease.Scope open(LockOperation operation, Lease lease) {
		if (!(lease instanceof CompositeLease composite)) {
			return CurrentLease.open(lease);
		}
		return composite.leases().isEmpty()
				? CurrentLease.openNone(operation.description() + " finds no names for this call, so it locks nothing")
				: CurrentLease.open(composite, composite.leases());
	}

}
