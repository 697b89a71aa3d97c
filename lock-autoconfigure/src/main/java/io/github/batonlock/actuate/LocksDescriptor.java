package io.github.batonlock.actuate;

import java.util.List;
import java.util.Map;

import io.github.batonlock.inspect.LockInUse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The locks that are held or awaited in this JVM.
 *
 * @param instance id of this instance, {@code null} while its registry is not running
 * @param total number of locks
 * @param locks the first locks, ordered by the number of waiting callers and then by the
 * time for which they have been held
 * @param registries the locks of further registries by bean name, {@code null} if there
 * are none
 */
public record LocksDescriptor(@Nullable String instance, int total, List<LockInUse> locks,
		@Nullable Map<String, LocksDescriptor> registries) implements OperationResponseBody {

	/**
	 * Creates a descriptor.
	 * @param instance id of this instance
	 * @param total number of locks
	 * @param locks the first locks, which are copied
	 * @param registries the locks of further registries, which are copied
	 */
	public LocksDescriptor {
		locks = List.copyOf(locks);
		registries = (registries != null) ? Map.copyOf(registries) : null;
	}

}
