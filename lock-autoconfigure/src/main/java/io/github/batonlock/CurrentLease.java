package io.github.batonlock;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Gives access to the lease under which the calling code runs, for example to its fencing
 * token or its validity, without passing it through all methods.
 * <p>
 * A lease is available inside methods with {@link DistributedLock} and inside actions run
 * by {@link LockRegistry#executeLocked}, only on the thread that runs them. If such
 * methods are nested, the lease of the inner method is the current one; when the inner
 * method has returned, the lease of the outer method is current again. Code that works
 * for the holder on another thread opens the lease there: <pre>
 * try (CurrentLease.Scope scope = CurrentLease.open(lease)) { … }</pre> The lease belongs
 * to its holder. Code that finds it here must not close it.
 */
public final class CurrentLease {

	private static final ThreadLocal<@Nullable Scope> innermost = new ThreadLocal<>();

	private CurrentLease() {
	}

	/**
	 * Returns the lease of the innermost locked code on this thread.
	 * @return the lease, which may have been lost
	 * @throws IllegalStateException if there is none: this thread runs no locked code, or
	 * it runs code that is permitted to run without its lock
	 */
	public static Lease get() {
		Scope scope = innermost.get();
		if (scope == null) {
			throw new IllegalStateException("No locked code runs on " + Shown.thread(Thread.currentThread())
					+ ": a current lease exists only inside a method with @DistributedLock or an "
					+ "action of executeLocked, on the thread that runs it");
		}
		if (scope.lease == null) {
			throw new IllegalStateException("There is no current lease: " + scope.absence);
		}
		return scope.lease;
	}

	/**
	 * Returns the lease of the innermost locked code on this thread, for code that may
	 * run with or without a lock.
	 * @return the lease, which may have been lost, or empty where {@link #get()} throws
	 */
	public static Optional<Lease> find() {
		Scope scope = innermost.get();
		return (scope != null) ? Optional.ofNullable(scope.lease) : Optional.empty();
	}

	/**
	 * Returns the lease with the given name. It may have been acquired by any outer code
	 * on this thread, and from any registry.
	 * @param lockName name of the lock, such as {@code order:42}
	 * @return the lease, which may have been lost
	 * @throws IllegalStateException if no locked code on this thread holds that lock
	 */
	public static Lease of(String lockName) {
		StringBuilder held = new StringBuilder();
		for (Scope scope = innermost.get(); scope != null; scope = scope.outer) {
			for (Lease lease : scope.parts) {
				if (lease.name().equals(lockName)) {
					return lease;
				}
				held.append(held.isEmpty() ? "'" : ", '").append(Shown.text(lease.name())).append('\'');
			}
		}
		throw new IllegalStateException("Lock '" + Shown.text(lockName) + "' is not held by locked code on "
				+ Shown.thread(Thread.currentThread()) + ", which holds " + (held.isEmpty() ? "none" : held));
	}

	/**
	 * Makes a lease the current one of the calling thread, which has to close the scope.
	 * @param lease the lease
	 * @return a scope that restores the previous lease when it is closed
	 */
	public static Scope open(Lease lease) {
		return open(lease, List.of(lease));
	}

	/**
	 * Makes a lease of several locks the current one of the calling thread. For Baton's
	 * own packages.
	 * @param whole the lease that {@link #get()} returns
	 * @param parts the leases that {@link #of(String)} finds by name
	 * @return a scope that restores the previous lease when it is closed
	 */
	public static Scope open(Lease whole, List<? extends Lease> parts) {
		return new Scope(whole, parts, "");
	}

	/**
	 * Leaves the calling thread without a current lease. The leases of outer code can
	 * still be found by name. For Baton's own packages.
	 * @param reason the reason, as a sentence without a full stop
	 * @return a scope that restores the previous lease when it is closed
	 */
	public static Scope openNone(String reason) {
		return new Scope(null, List.of(), reason);
	}

	/**
	 * The time during which a lease is the current one of the thread that opened it.
	 */
	public static final class Scope implements AutoCloseable {

		private final @Nullable Scope outer = innermost.get();

		private final @Nullable Lease lease;

		private final List<? extends Lease> parts;

		private final String absence;

		private Scope(@Nullable Lease lease, List<? extends Lease> parts, String absence) {
			this.lease = lease;
			this.parts = parts;
			this.absence = absence;
			innermost.set(this);
		}

		/**
		 * Restores the previous lease. Also closes scopes that were opened later and have
		 * not been closed. Does nothing on another thread, or if the scope is already
		 * closed.
		 */
		@Override
		public void close() {
			for (Scope scope = innermost.get(); scope != null; scope = scope.outer) {
				if (scope == this) {
					restore();
					return;
				}
			}
		}

		private void restore() {
			if (this.outer != null) {
				innermost.set(this.outer);
			}
			else {
				innermost.remove(); // leave nothing behind on threads of a pool
			}
		}

	}

}
