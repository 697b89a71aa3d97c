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
 * State of a lock in the store, across all JVMs.
 *
 * @param name name of the lock
 * @param owner the owning instance, {@code null} if there is none
 * @param queued number of instances in the queue
 * @param queue the first instances in the queue, in order
 * @param local holder and waiters in this JVM, {@code null} if there are none
 */
public record LockDescriptor(String name, @Nullable Owner owner, long queued, List<Instance> queue,
		@Nullable LockInUse local) implements OperationResponseBody {

	/**
	 * Creates a descriptor.
	 * @param name name of the lock
	 * @param owner the owning instance
	 * @param queued number of instances in the queue
	 * @param queue the first instances in the queue, which are copied
	 * @param local holder and waiters in this JVM
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
	 * @param instance id of the instance
	 * @param here whether the instance is this JVM
	 * @param remaining how long the instance owns the lock unless it renews
	 * @param request the request to specify for a release by force; it differs each time
	 * that an instance acquires the lock
	 * @param answers whether that JVM answers; if not, the following components are
	 * {@code null}
	 * @param host its machine, {@code null} if the JVM does not know it
	 * @param pid its process id
	 * @param thread name of the holding thread, {@code async} if the holder is not a
	 * thread, {@code null} if there is no holder
	 * @param since when the holder acquired the lock, {@code null} if there is no holder
	 * @param waiting number of waiting callers of that JVM
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
	 * An instance in the queue of a lock.
	 *
	 * @param instance id of the instance
	 * @param here whether the instance is this JVM
	 */
	public record Instance(String instance, boolean here) {

		private static Instance of(Request request, @Nullable String here) {
			return new Instance(request.instance(), request.instance().equals(here));
		}

	}

}
