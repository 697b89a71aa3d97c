package io.github.batonlock.engine.support;

import java.time.Duration;

import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.Shown;
import org.jspecify.annotations.Nullable;

/**
 * Why a waiter did not get the lock. Becomes an exception on the thread of the caller, so
 * that its stack trace tells who waited.
 */
public sealed interface Refusal {

	RuntimeException toException(String lockName, Duration waited);

	/**
	 * Others hold the lock.
	 *
	 * @param holder who, if known
	 */
	record Busy(@Nullable String holder) implements Refusal {

		@Override
		public RuntimeException toException(String lockName, Duration waited) {
			return new LockAcquisitionTimeoutException(lockName, waited, this.holder);
		}

	}

	/**
	 * The store did not answer.
	 *
	 * @param reason what happened
	 * @param cause the last error
	 */
	record Unavailable(String reason, @Nullable Throwable cause) implements Refusal {

		@Override
		public RuntimeException toException(String lockName, Duration waited) {
			return new LockUnavailableException(lockName, waited, this.reason, this.cause);
		}

	}

	/**
	 * The store cannot be used with the libraries that are there, however often that is
	 * tried.
	 *
	 * @param reason what happened
	 * @param cause what does not fit
	 */
	record Unusable(String reason, LinkageError cause) implements Refusal {

		@Override
		public RuntimeException toException(String lockName, Duration waited) {
			return new IllegalStateException("Lock '" + lockName
					+ "' cannot be had, because libraries on the class path do not fit together: " + this.reason,
					this.cause);
		}

	}

	/**
	 * The caller did not want to wait any longer.
	 */
	record Abandoned() implements Refusal {

		@Override
		public RuntimeException toException(String lockName, Duration waited) {
			return new IllegalStateException("The wait for lock '" + Shown.text(lockName) + "' was abandoned");
		}

	}

}
