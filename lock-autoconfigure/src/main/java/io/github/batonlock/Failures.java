package io.github.batonlock;

import java.util.concurrent.CompletionException;

/**
 * Helpers for failures of locked calls. For Baton's own packages.
 */
public final class Failures {

	private Failures() {
	}

	/**
	 * Unwraps the failure of a completion stage.
	 * @param failure the failure as the stage reports it
	 * @return the cause of a {@link CompletionException}, or else the failure itself
	 */
	public static Throwable cause(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/**
	 * Adds the loss of a lease, if it was lost, to the failure of the call that held it.
	 * @param failure the failure of the call; unchanged if it reports that loss itself
	 * @param lease the lease of the call
	 */
	public static void suppressLoss(Throwable failure, Lease lease) {
		if (!lease.isLost()) {
			return;
		}
		try {
			lease.ensureValid();
		}
		catch (LockLostException loss) {
			if (!(failure instanceof LockLostException other && other.getLockName().equals(loss.getLockName()))) {
				failure.addSuppressed(loss);
			}
		}
	}

}
