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
 * Looks into one registry for operators: at the locks of this JVM, at the locks in the
 * store, and at the owners in other JVMs. The registry need not run. Safe for use by any
 * number of threads.
 */
public interface LockInspector {

	/**
	 * Return all locks that are held or waited for in this JVM. Asks no store. Each lock
	 * is looked at by itself, so the list need never have been true as a whole.
	 * @return the locks, the ones with most waiting callers first, then the ones that are
	 * held for longest; none while the registry does not run
	 */
	List<LockInUse> locks();

	/**
	 * Return one lock as it stands in this JVM. Asks no store.
	 * @param name name of the lock
	 * @return the lock, {@code null} if it is neither held nor waited for
	 */
	@Nullable LockInUse lock(String name);

	/**
	 * Return how the registry gets on with its store. Asks no store.
	 * @return the status, {@code null} while the registry does not run
	 */
	@Nullable RegistryStatus status();

	/**
	 * Return how messages get to the registry, as the store finds out soon after the
	 * start.
	 * @return the first finding, {@code null} if the registry does not run or its store
	 * tells none
	 */
	@Nullable CompletionStage<Delivery> firstDelivery();

	/**
	 * Look up the owner of a lock and its queue in the store, whichever JVMs they belong
	 * to. Changes nothing. Waits no longer than {@code reply-timeout}.
	 * @param name name of the lock
	 * @param limit how many of the queue to tell, at least one
	 * @return its state
	 * @throws LockUnavailableException if the registry does not run or the store does not
	 * answer
	 * @throws UnsupportedOperationException if the store cannot be looked into
	 */
	LockState look(String name, int limit);

	/**
	 * Ask an owner where it is. The store does not know that, so the JVM of the owner is
	 * asked by one message. Does not wait where nobody hears the question, else for half
	 * of {@code reply-timeout} at most, and never for longer than a second.
	 * @param name name of the lock
	 * @param owner the request that owns it
	 * @return the answer of the owner, {@code null} if it gives none
	 */
	@Nullable Whereabouts locate(String name, Request owner);

	/**
	 * Take a lock away from its owner and hand it over to the next in the queue. The
	 * owner notices when it renews, which is at once if it belongs to this JVM: until
	 * then both of them may be inside. Waits for each of two answers no longer than
	 * {@code reply-timeout}.
	 * @param name name of the lock
	 * @param owner the request that is to lose it
	 * @return whether it was taken away; not if that request did not own it
	 * @throws LockUnavailableException if the registry does not run or the store does not
	 * answer; then it may have been taken away
	 * @throws UnsupportedOperationException if the store cannot be looked into
	 */
	boolean release(String name, Request owner);

}
