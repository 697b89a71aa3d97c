package io.github.batonlock.aop;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.github.batonlock.Lease;

/**
 * Leases that were granted together and end together. It is valid as long as all of them
 * are. One of no locks at all is never lost.
 */
final class LeaseOfSeveral implements Lease {

	private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

	private final List<Lease> leases;

	/**
	 * Create a lease.
	 * @param leases what it consists of, in the order in which they were acquired
	 */
	LeaseOfSeveral(List<Lease> leases) {
		this.leases = List.copyOf(leases);
	}

	/** What it consists of, each with a name and a fencing token of its own. */
	List<Lease> leases() {
		return this.leases;
	}

	/**
	 * The names of all locks.
	 */
	@Override
	public String name() {
		return this.leases.stream().map(Lease::name).collect(Collectors.joining(", "));
	}

	/**
	 * Not supported: tokens rise from lease to lease of one name, so there is one for
	 * each.
	 * @throws UnsupportedOperationException always
	 */
	@Override
	public long fencingToken() {
		throw new UnsupportedOperationException("The locks [" + name() + "] are held together and have a fencing "
				+ "token each: ask for the lease of one of them, with CurrentLease.of(name)");
	}

	@Override
	public boolean isValid() {
		for (Lease lease : this.leases) {
			if (!lease.isValid()) {
				return false;
			}
		}
		return true;
	}

	@Override
	public boolean isLost() {
		for (Lease lease : this.leases) {
			if (lease.isLost()) {
				return true;
			}
		}
		return false;
	}

	/** Once they are closed none is valid, so first those that tell of a loss. */
	@Override
	public void ensureValid() {
		this.leases.stream().filter(Lease::isLost).forEach(Lease::ensureValid);
		this.leases.forEach(Lease::ensureValid);
	}

	@Override
	public Duration remaining() {
		return this.leases.stream().map(Lease::remaining).min(Comparator.naturalOrder()).orElse(FOREVER);
	}

	/**
	 * Run an action when the first of the leases is lost.
	 */
	@Override
	public void onLost(Runnable action) {
		AtomicBoolean told = new AtomicBoolean();
		Runnable once = () -> {
			if (told.compareAndSet(false, true)) {
				action.run();
			}
		};
		this.leases.forEach((lease) -> lease.onLost(once));
	}

	/**
	 * End the leases, the last one first.
	 */
	@Override
	public void close() {
		close(this.leases);
	}

	static void close(List<Lease> leases) {
		for (int i = leases.size() - 1; i >= 0; i--) {
			leases.get(i).close();
		}
	}

	@Override
	public String toString() {
		return "Lease[" + name() + "]";
	}

}
