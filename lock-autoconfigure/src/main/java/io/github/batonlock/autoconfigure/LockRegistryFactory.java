package io.github.batonlock.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.github.batonlock.LockListener;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.store.LockStore;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Creates the registries of an application: the default one and, for locks in another
 * Redis, those that the application defines as beans. All of them use the properties
 * {@code distributed-lock.*}, except for those of the store, call the
 * {@link LockListener} beans, and start, drain and stop with the application context.
 * Safe for use by any number of threads.
 */
public final class LockRegistryFactory {

	private final List<EngineLockRegistry> registries = new CopyOnWriteArrayList<>();

	private final LockProperties properties;

	private final Supplier<List<LockListener>> listeners;

	LockRegistryFactory(LockProperties properties, Supplier<List<LockListener>> listeners) {
		this.properties = properties;
		this.listeners = listeners;
	}

	/**
	 * Creates a registry. It is meant to be a singleton bean: the factory keeps it for
	 * the lifetime of the application context.
	 * @param store the store of its locks, for this registry alone
	 * @return the registry
	 */
	public LockRegistry create(LockStore store) {
		return createEngine(store);
	}

	EngineLockRegistry createEngine(LockStore store) {
		EngineLockRegistry registry = new EngineLockRegistry(store, new LockRules(this.properties),
				this.properties.replyTimeout(), new CompositeLockListener(this.listeners.get()));
		this.registries.add(registry);
		return registry;
	}

	/**
	 * The number of callers that wait for locks of a category, in all registries.
	 * @param category the category
	 * @return the number of callers
	 */
	public int waiting(String category) {
		return this.registries.stream().mapToInt((registry) -> registry.waiting(category)).sum();
	}

	/**
	 * The inspectors of the registries of this factory that are beans.
	 * @param beans the beans of the application
	 * @return the inspectors by the bean names of their registries
	 */
	public Map<String, LockInspector> inspectors(ListableBeanFactory beans) {
		Map<String, LockInspector> named = new LinkedHashMap<>();
		beans.getBeansOfType(LockRegistry.class).forEach((name, bean) -> {
			if (bean instanceof EngineLockRegistry registry && this.registries.contains(registry)) {
				named.put(name, registry.inspector());
			}
		});
		return named;
	}

	/** All registries created so far. */
	List<EngineLockRegistry> registries() {
		return this.registries;
	}

}
