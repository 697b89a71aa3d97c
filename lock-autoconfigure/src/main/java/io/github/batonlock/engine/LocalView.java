package io.github.batonlock.engine;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * What a registry holds and waits for in this JVM, and how it gets on with its store, for
 * those who look after it. Changes nothing and sends nothing.
 */
public final class LocalView {

	/** What an operator looks for first. */
	private static final Comparator<LockInUse> MOST_WAITED_FOR_THEN_LONGEST_HELD = Comparator
		.comparingInt(LockInUse::waiting)
		.reversed()
		.thenComparing(LocalView::since)
		.thenComparing(LockInUse::name);

	private final EngineLockRegistry registry;

	/**
	 * Create a view.
	 * @param registry the registry, which need not run
	 */
	public LocalView(EngineLockRegistry registry) {
		this.registry = registry;
	}

	/**
	 * All locks that are held or waited for. Each is looked at for itself, so all of them
	 * together need never have been so.
	 * @return the locks, those that most callers wait for first, then those that are held
	 * for longest; none while the registry does not run
	 */
	public List<LockInUse> locks() {
		Engine running = this.registry.running();
		Collection<Site> sites = (running != null) ? running.sites() : List.of();
		return sites.stream()
			.map(Site::inUse)
			.filter(LockInUse::byAnybody)
			.sorted(MOST_WAITED_FOR_THEN_LONGEST_HELD)
			.toList();
	}

	/**
	 * One lock.
	 * @param name name of the lock
	 * @return the lock, {@code null} if it is neither held nor waited for
	 */
	public @Nullable LockInUse lock(String name) {
		Engine running = this.registry.running();
		Site site = (running != null) ? running.site(name) : null;
		LockInUse lock = (site != null) ? site.inUse() : null;
		return (lock != null && lock.byAnybody()) ? lock : null;
	}

	/**
	 * How the registry gets on with its store.
	 * @return the status, {@code null} while it does not run
	 */
	public @Nullable RegistryStatus status() {
		Engine running = this.registry.running();
		return (running != null) ? RegistryStatus.of(running) : null;
	}

	/**
	 * How messages get to the registry, as the store finds out soon after the start.
	 * @return what it tells first, {@code null} if the registry does not run or its store
	 * tells nothing
	 */
	public @Nullable CompletionStage<Delivery> firstDelivery() {
		Engine running = this.registry.running();
		return (running != null && running.store().tellsDelivery()) ? running.hearing().firstDelivery() : null;
	}

	private static Instant since(LockInUse lock) {
		return (lock.holder() != null) ? lock.holder().since() : Instant.MAX;
	}

}
