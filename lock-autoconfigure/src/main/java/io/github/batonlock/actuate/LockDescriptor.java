package io.github.batonlock.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.store.LockState;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A lock as it stands in the store, whichever JVM holds it.
 *
 * @param name name of the lock
 * @param owner the instance that owns it, {@code null} if none does
 * @param queued how many instances queue for it
 * @param queue the first of them, the next one first
 * @param local who holds it or waits for it in this JVM, {@code null} if nobody does
 */
public record LockDescriptor(String name, @Nullable Owner owner, long queued, List<Instance> queue,
		@Nullable LockInUse local) implements OperationResponseBody {

	/**
	 * Create a descriptor.
	 * @param name name of the lock
	 * @param owner the instance that owns it
	 * @param queued how many instances queue for it
	 * @param queue the first of them, which are copied
	 * @param local who holds it or waits for it in this JVM
	 */
	public LockDescriptor {
		queue = List.copyOf(queue);
	}

	static LockDescriptor of(String name, LockState state, @Nullable Whereabouts whereabouts, @Nullable LockInUse local,
			@Nullable String here) {
		Request owner = state.owner();
		return new LockDescriptor(name, (owner != null) ? Owner.of(owner, state.ownerLeft(), here, whereabouts) : null,
				state.queued(), state.queue().stream().map((request) -> Instance.of(request, here)).toList(), local);
	}

	/**
	 * The instance that owns a lock.
	 *
	 * @param instance the instance
	 * @param here whether that is this JVM
	 * @param remaining how long the lock is its own unless it renews that
	 * @param request what has to be shown to release the lock by force; another one each
	 * time that an instance gets a lock
	 * @param answers whether that JVM answers; what follows is {@code null} if it does
	 * not
	 * @param host its machine, {@code null} if it does not know that itself
	 * @param pid its process
	 * @param thread name of the thread that is inside, {@code async} if it is none,
	 * {@code null} if nobody is
	 * @param since when that one entered, {@code null} if nobody is inside
	 * @param waiting how many callers of that JVM wait
	 */
	public record Owner(String instance, boolean here, Duration remaining, String request, boolean answers,
			@Nullable String host, @Nullable Long pid, @Nullable String thread, @Nullable Instant since,
			@Nullable Integer waiting) {

		private static Owner of(Request request, Duration remaining, @Nullable String here,
				@Nullable Whereabouts there) {
			String instance = request.instance();
			boolean local = instance.equals(here);
			if (there == null) {
				return new Owner(instance, local, remaining, request.text(), false, null, null, null, null, null);
			}
			return new Owner(instance, local, remaining, request.text(), true, there.host(), there.pid(),
					there.thread(), there.since(), there.waiting());
		}

	}

	/**
	 * An instance that queues for a lock.
	 *
	 * @param instance the instance
	 * @param here whether that is this JVM
	 */
	public record Instance(String instance, boolean here) {

		private static Instance of(Request request, @Nullable String here) {
			return new Instance(request.instance(), request.instance().equals(here));
		}

	}

}
