package io.github.batonlock.micrometer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToIntFunction;

import io.github.batonlock.LockListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Measures locks. All meters are named {@code distributed.lock.*} and have a tag
 * {@code name}. Its value is the category of the locks, never the name of a lock. The
 * meters of a category exist from the time when its first lock is acquired or refused.
 */
public final class LockMeters implements LockListener {

	/** Time that callers waited, whether they succeeded or not. */
	public static final String WAIT = "distributed.lock.wait";

	/** Time for which leases were held, until they were released or lost. */
	public static final String HOLD = "distributed.lock.hold";

	/** Callers that others kept waiting for their whole timeout. */
	public static final String TIMEOUTS = "distributed.lock.timeouts";

	/** Callers that failed because the store did not answer. */
	public static final String UNAVAILABLE = "distributed.lock.unavailable";

	/** Leases that were lost. */
	public static final String LOST = "distributed.lock.lost";

	/** Locks that were not found free, but passed on, by this JVM or another one. */
	public static final String HANDOVERS = "distributed.lock.handovers";

	/** Leases that are held in this JVM. */
	public static final String HELD = "distributed.lock.held";

	/** Waiting callers in this JVM. */
	public static final String WAITING = "distributed.lock.waiting";

	private final ConcurrentMap<String, LockListener> categories = new ConcurrentHashMap<>();

	private final MeterRegistry registry;

	private final @Nullable ToIntFunction<String> waiting;

	/**
	 * Creates a listener without {@link #WAITING}.
	 * @param registry the registry of the meters
	 */
	public LockMeters(MeterRegistry registry) {
		this(registry, null);
	}

	/**
	 * Creates a listener.
	 * @param registry the registry of the meters
	 * @param waiting counts the callers that wait for locks of a category
	 */
	public LockMeters(MeterRegistry registry, @Nullable ToIntFunction<String> waiting) {
		this.registry = registry;
		this.waiting = waiting;
	}

	@Override
	public LockListener forCategory(String category) {
		return this.categories.computeIfAbsent(category, this::ofCategory);
	}

	private LockListener ofCategory(String category) {
		ToIntFunction<String> counter = this.waiting;
		if (counter != null) {
			Gauge.builder(WAITING, () -> counter.applyAsInt(category))
				.description("Callers that wait for a lock in this JVM")
				.tag("name", category)
				.register(this.registry);
		}
		return new CategoryMeters(this.registry, category);
	}

}
