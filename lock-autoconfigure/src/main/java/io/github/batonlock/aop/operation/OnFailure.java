package io.github.batonlock.aop.operation;

import io.github.batonlock.DistributedLock.OnTimeout;
import io.github.batonlock.DistributedLock.OnUnavailable;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockUnavailableException;

/**
 * What an annotation says for the case that the lock is not had.
 *
 * @param onTimeout when others hold it
 * @param onUnavailable when the store cannot be reached
 * @param handler name of the bean that handles it, empty where none is asked for
 */
public record OnFailure(OnTimeout onTimeout, OnUnavailable onUnavailable, String handler) {

	boolean skips() {
		return this.onTimeout == OnTimeout.SKIP || this.onUnavailable == OnUnavailable.SKIP;
	}

	boolean handles() {
		return this.onTimeout == OnTimeout.HANDLE || this.onUnavailable == OnUnavailable.HANDLE;
	}

	/**
	 * What to do about a failure; all but these two are thrown.
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
