package io.github.batonlock.aop.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.aop.lease.LockSet;
import io.github.batonlock.aop.name.LockNameEvaluator;
import io.github.batonlock.aop.operation.LockOperation;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * Finds the locks of a call: evaluates their names and obtains them from the registry
 * that the operation names. Each registry is looked up once, when it is first needed.
 */
final class LockResolver {

	private final @Nullable BeanFactory beans;

	private final LockNameEvaluator names;

	private final Supplier<LockRegistry> defaultRegistry;

	private final ConcurrentMap<String, LockRegistry> namedRegistries = new ConcurrentHashMap<>();

	LockResolver(Supplier<LockRegistry> defaultRegistry, @Nullable BeanFactory beans) {
		this.beans = beans;
		this.names = new LockNameEvaluator(beans);
		this.defaultRegistry = SingletonSupplier.of(defaultRegistry);
	}

	/**
	 * Finds the locks of a call, without acquiring any.
	 * @throws IllegalArgumentException if the arguments of the call give no valid name
	 * @throws IllegalStateException if the application context is closed
	 */
	LockSet resolve(LockOperation operation, Object target, @Nullable Object[] arguments) {
		try {
			LockRegistry registry = registry(operation.registry());
			List<LeasedLock> found = new ArrayList<>(1);
			for (String name : this.names.evaluate(operation.name(), target, arguments)) {
				found.add(registry.obtain(name, operation.options()));
			}
			return new LockSet(found);
		}
		catch (RuntimeException ex) {
			if (ClosedContext.hasCaused(ex, this.beans)) {
				throw ClosedContext.exception(operation.description(), ex);
			}
			throw (ex instanceof IllegalArgumentException)
					? new IllegalArgumentException(operation.description() + ": " + ex.getMessage(), ex) : ex;
		}
	}

	private LockRegistry registry(String name) {
		if (name.isEmpty()) {
			return this.defaultRegistry.get();
		}
		LockRegistry known = this.namedRegistries.get(name);
		if (known == null) {
			known = Objects.requireNonNull(this.beans, "no beans").getBean(name, LockRegistry.class);
			this.namedRegistries.put(name, known);
		}
		return known;
	}

}
