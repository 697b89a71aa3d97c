package io.github.batonlock.aop.lease;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.github.batonlock.Lease;
import io.github.batonlock.Shown;
import org.jspecify.annotations.Nullable;

/**
 * Several leases that were granted together and end together. It is valid as long as all
 * of them are valid. Without any leases it is never lost.
 */
public final class CompositeLease implements Lease {

	private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

	private final List<Lease> leases;

	/**
	 * Creates a lease.
	 * @param leases its parts, in the order in which they were acquired
	 */
	CompositeLease(List<Lease> leases) {
		this.leases = List.copyOf(leases);
	}

	/**
	 * The parts of this lease, each with its own name and fencing token.
	 * @return the leases, in the order in which they were acquired
	 */
	public List<Lease> leases() {
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
	 * Not supported: tokens increase from lease to lease of one name, so each part has
	 * its own.
	 * @throws UnsupportedOperationException always
	 */
	@Override
	public long fencingToken() {
		throw new UnsupportedOperationException(
				"The locks [" + Shown.text(name()) + "] are held together and have a fencing "
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

	/** Closed leases are not valid either, so losses are reported first. */
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
	 * Runs an action when the first of the leases is lost.
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
	 * Closes all leases, the last one first, even if closing one of them fails.
	 */
	@Override
	public void close() {
		Throwable failure = closeAll(this.leases);
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure instanceof RuntimeException exception) {
			throw exception;
		}
	}

	@Override
	public CompletableFuture<Void> closeAsync() {
		return closeAsync(this.leases);
	}

	static CompletableFuture<Void> closeAsync(List<Lease> leases) {
		CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);
		for (int i = leases.size() - 1; i >= 0; i--) {
			closing = closeAsync(leases.get(i)).runAfterBoth(closing, () -> {
			});
		}
		return closing;
	}

	/** A failure does not keep the other leases from being closed. */
	private static CompletableFuture<Void> closeAsync(Lease lease) {
		try {
			return lease.closeAsync();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Closes leases because of a failure, and adds failures to close them to it.
	 */
	static void close(List<Lease> leases, Throwable reason) {
		Throwable failure = closeAll(leases);
		if (failure != null && failure != reason) {
			reason.addSuppressed(failure);
		}
	}

	private static @Nullable Throwable closeAll(List<Lease> leases) {
		Throwable first = null;
		for (int i = leases.size() - 1; i >= 0; i--) {
			try {
				leases.get(i).close();
			}
			catch (Throwable ex) {
				if (first == null) {
					first = ex;
				}
				else if (first != ex) {
					first.addSuppressed(ex);
				}
			}
		}
		return first;
	}

	@Override
	public String toString() {
		return "Lease[" + Shown.text(name()) + "]";
	}

}
