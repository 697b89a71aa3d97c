package io.github.batonlock.inspect;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.LockState;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;
import org.jspecify.annotations.Nullable;

/**
 * Inspects the locks of one registry, for operators: locks in this JVM, locks in the
 * store, and owners in other JVMs. The registry need not be running. Safe for use by any
 * number of threads.
 */
public interface LockInspector {

	/**
	 * Returns all locks that are held or awaited in this JVM. Sends nothing to the store.
	 * Each lock is inspected separately, so the list is not a consistent snapshot.
	 * @return the locks, ordered by the number of waiting callers and then by the time
	 * for which they have been held; empty while the registry is not running
	 */
	List<LockInUse> locks();

	/**
	 * Returns the state of one lock in this JVM. Sends nothing to the store.
	 * @param name name of the lock
	 * @return the lock, {@code null} if it is neither held nor awaited
	 */
	@Nullable LockInUse lock(String name);

	/**
	 * Returns the status of the connection between the registry and its store. Sends
	 * nothing to the store.
	 * @return the status, {@code null} while the registry is not running
	 */
	@Nullable RegistryStatus status();

	/**
	 * Returns how messages reach the registry, as found out by the store soon after the
	 * start.
	 * @return the first result, {@code null} if the registry is not running or its store
	 * does not report one
	 */
	@Nullable CompletionStage<Delivery> firstDelivery();

	/**
	 * Looks up the owner of a lock and its queue in the store, across all JVMs. Changes
	 * nothing. Waits no longer than {@code reply-timeout}.
	 * @param name name of the lock
	 * @param limit maximum number of queued requests in the result, at least one
	 * @return the state of the lock
	 * @throws LockUnavailableException if the registry is not running or the store does
	 * not answer
	 * @throws UnsupportedOperationException if the store does not support this operation
	 */
	LockState look(String name, int limit);

	/**
	 * Asks an owner for its location. The store does not know it, so one message is sent
	 * to the JVM of the owner. Does not wait if there is no subscriber. Otherwise, waits
	 * for half of {@code reply-timeout} at most, and never for longer than a second.
	 * @param name name of the lock
	 * @param owner the owning request
	 * @return the answer of the owner, {@code null} if it gives none
	 */
	@Nullable Whereabouts locate(String name, Request owner);

	/**
	 * Releases a lock in place of its owner and hands it over to the next request in the
	 * queue. The owner notices the loss when it renews, which is at once if it belongs to
	 * this JVM. Until then, there may be two holders. Waits for each of two answers no
	 * longer than {@code reply-timeout}.
	 * @param name name of the lock
	 * @param owner the request that is to lose the lock
	 * @return whether the lock was released; {@code false} if that request did not own it
	 * @throws LockUnavailableException if the registry is not running or the store does
	 * not answer; in the latter case, the lock may have been released
	 * @throws UnsupportedOperationException if the store does not support this operation
	 */
	boolean release(String name, Request owner);

}
