package io.github.batonlock.actuate;

import java.util.List;
import java.util.Map;

import io.github.batonlock.inspect.LockInUse;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The locks that are held or waited for in this JVM.
 *
 * @param instance the instance that this JVM is, {@code null} while its registry does not
 * run
 * @param total how many locks there are
 * @param locks the first of them: those that most callers wait for, then those that are
 * held for longest
 * @param registries those of further registries by the names of their beans, {@code null}
 * if there are none
 */
public record LocksDescriptor(@Nullable String instance, int total, List<LockInUse> locks,
		@Nullable Map<String, LocksDescriptor> registries) implements OperationResponseBody {

	/**
	 * Create a descriptor.
	 * @param instance the instance
	 * @param total how many locks there are
	 * @param locks the first of them, which are copied
	 * @param registries those of further registries, which are copied
	 */
	public LocksDescriptor {
		locks = List.copyOf(locks);
		registries = (registries != null) ? Map.copyOf(registries) : null;
	}

}
