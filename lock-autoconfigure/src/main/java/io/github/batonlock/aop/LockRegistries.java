package io.github.batonlock.aop;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

import io.github.batonlock.LockRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * The registries that annotations name, each asked for once, when first needed.
 */
final class LockRegistries {

	private final Supplier<LockRegistry> usual;

	private final @Nullable BeanFactory beans;

	private final ConcurrentMap<String, LockRegistry> named = new ConcurrentHashMap<>();

	LockRegistries(Supplier<LockRegistry> usual, @Nullable BeanFactory beans) {
		this.usual = SingletonSupplier.of(usual);
		this.beans = beans;
	}

	/**
	 * The registry of that bean name, empty for the usual one.
	 */
	LockRegistry get(String name) {
		if (name.isEmpty()) {
			return this.usual.get();
		}
		LockRegistry known = this.named.get(name);
		if (known == null) {
			known = Objects.requireNonNull(this.beans, "no beans").getBean(name, LockRegistry.class);
			this.named.put(name, known);
		}
		return known;
	}

}
