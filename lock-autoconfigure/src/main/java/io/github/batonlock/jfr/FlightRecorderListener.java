package io.github.batonlock.jfr;

import java.time.Duration;

import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockUnavailableException;

/**
 * Writes an event at the end of each wait and of each hold while a recording is running.
 * Otherwise, it does nothing.
 */
public final class FlightRecorderListener implements LockListener {

	@Override
	public void acquired(Lease lease, Duration waited) {
		waited(lease.name(), waited, "acquired");
	}

	@Override
	public void notAcquired(String name, Duration waited, RuntimeException reason) {
		if (reason instanceof LockAcquisitionTimeoutException) {
			waited(name, waited, "timeout");
		}
		else if (reason instanceof LockUnavailableException) {
			waited(name, waited, "unavailable");
		}
		else {
			waited(name, waited, "interrupted");
		}
	}

	@Override
	public void released(String name, Duration held) {
		held(name, held, false);
	}

	@Override
	public void lost(String name, Duration held, LockLostException reason) {
		held(name, held, true);
	}

	private static void waited(String name, Duration waited, String outcome) {
		LockWaitEvent event = new LockWaitEvent();
		if (event.isEnabled()) {
			event.lock = name;
			event.waited = waited.toNanos();
			event.outcome = outcome;
			event.commit();
		}
	}

	private static void held(String name, Duration held, boolean lost) {
		LockHoldEvent event = new LockHoldEvent();
		if (event.isEnabled()) {
			event.lock = name;
			event.held = held.toNanos();
			event.lost = lost;
			event.commit();
		}
	}

}
