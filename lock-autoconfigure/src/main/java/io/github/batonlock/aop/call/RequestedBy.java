package io.github.batonlock.aop.call;

import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.aop.operation.LockOperation;

/**
 * Adds the annotation and the method to the exceptions that leave a locked method.
 */
final class RequestedBy {

	private RequestedBy() {
	}

	/**
	 * Adds the description of an operation to a failure.
	 * @return an exception of the same type, or the failure itself if it is not about a
	 * lock
	 */
	static RuntimeException tell(LockOperation operation, RuntimeException failure) {
		String whom = operation.description();
		if (failure instanceof LockAcquisitionTimeoutException timeout) {
			return timeout.wantedBy(whom);
		}
		if (failure instanceof LockUnavailableException unavailable) {
			return unavailable.wantedBy(whom);
		}
		if (failure instanceof LockLostException loss) {
			return loss.wantedBy(whom);
		}
		return (failure instanceof LockInterruptedException interrupted) ? interrupted.wantedBy(whom) : failure;
	}

}
