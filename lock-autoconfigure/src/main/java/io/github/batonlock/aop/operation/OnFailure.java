package io.github.batonlock.aop.operation;

import io.github.batonlock.DistributedLock.OnTimeout;
import io.github.batonlock.DistributedLock.OnUnavailable;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockUnavailableException;

/**
 * The reaction of an operation if its lock cannot be acquired.
 *
 * @param onTimeout the reaction if others hold the lock
 * @param onUnavailable the reaction if the store cannot be reached
 * @param handler bean name of the handler, empty if none is needed
 */
public record OnFailure(OnTimeout onTimeout, OnUnavailable onUnavailable, String handler) {

	boolean skips() {
		return this.onTimeout == OnTimeout.SKIP || this.onUnavailable == OnUnavailable.SKIP;
	}

	boolean handles() {
		return this.onTimeout == OnTimeout.HANDLE || this.onUnavailable == OnUnavailable.HANDLE;
	}

	/**
	 * Determines the reaction to a failure. Anything but a timeout or an outage is
	 * thrown.
	 * @param failure the failure
	 * @return the reaction
	 */
	public OnUnavailable reactionTo(RuntimeException failure) {
		if (failure instanceof LockAcquisitionTimeoutException) {
			return switch (this.onTimeout) {
				case THROW -> OnUnavailable.THROW;
				case SKIP -> OnUnavailable.SKIP;
				case HANDLE -> OnUnavailable.HANDLE;
			};
		}
		return (failure instanceof LockUnavailableException) ? this.onUnavailable : OnUnavailable.THROW;
	}

}
