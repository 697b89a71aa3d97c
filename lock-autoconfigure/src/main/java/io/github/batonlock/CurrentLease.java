package io.github.batonlock;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The lease under which the calling code runs, for its fencing token or to see whether it
 * is still valid, without handing it through all methods.
 * <p>
 * It is there inside of methods with {@link DistributedLock} and of actions run by
 * {@link LockRegistry#executeLocked}, on the thread that runs them and on no other.
 * Within such a method called by another one it is that of the inner; afterwards again
 * that of the outer. Whoever works for the holder on another thread opens the lease
 * there: <pre>
 * try (CurrentLease.Scope scope = CurrentLease.open(lease)) { … }</pre> Closing what is
 * found here is not for those who find it: it belongs to the holder.
 */
public final class CurrentLease {

	private static final ThreadLocal<@Nullable Scope> innermost = new ThreadLocal<>();

	private CurrentLease() {
	}

	/**
	 * The lease of the innermost locked code on this thread.
	 * @return the lease, which may have been lost
	 * @throws IllegalStateException if there is none: this thread runs no locked code, or
	 * code that runs without its lock by permission
	 */
	public static Lease get() {
		Scope scope = innermost.get();
		if (scope == null) {
			throw new IllegalStateException("No locked code runs on " + Shown.thread(Thread.currentThread())
					+ ": a current lease is there only inside of a method with @DistributedLock or an "
					+ "action of executeLocked, on the thread that runs it");
		}
		if (scope.lease == null) {
			throw new IllegalStateException("There is no current lease: " + scope.absence);
		}
		return scope.lease;
	}

	/**
	 * The lease of the innermost locked code on this thread, for code that runs with or
	 * without.
	 * @return the lease, which may have been lost, or empty where {@link #get()} throws
	 */
	public static Optional<Lease> find() {
		Scope scope = innermost.get();
		return (scope != null) ? Optional.ofNullable(scope.lease) : Optional.empty();
	}

	/**
	 * The lease of that name, however far outside it was taken on this thread, and in
	 * whichever registry.
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
	 * Make a lease the current one of the calling thread, which has to close the scope.
	 * @param lease the lease
	 * @return what makes the one before current again
	 */
	public static Scope open(Lease lease) {
		return open(lease, List.of(lease));
	}

	/**
	 * Make a lease of several locks the current one of the calling thread. For Baton's
	 * own packages.
	 * @param whole what {@link #get()} returns
	 * @param parts what {@link #of(String)} finds by name
	 * @return what makes the one before current again
	 */
	public static Scope open(Lease whole, List<? extends Lease> parts) {
		return new Scope(whole, parts, "");
	}

	/**
	 * Let the calling thread have no current lease, though outer code may have one, which
	 * is still found by its name. For Baton's own packages.
	 * @param reason why not, as a sentence without a full stop
	 * @return what makes the one before current again
	 */
	public static Scope openNone(String reason) {
		return new Scope(null, List.of(), reason);
	}

	/**
	 * For how long a lease is the current one of the thread that opened it.
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
		 * Make the lease current that was before. Ends also what was opened later and not
		 * closed. Does nothing on another thread, or when closed already.
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
				innermost.remove(); // threads of pools keep nothing
			}
		}

	}

}
