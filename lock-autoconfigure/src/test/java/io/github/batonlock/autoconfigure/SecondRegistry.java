package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostEvent;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.testing.TestOptions;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * Configuration of an application with a second registry, made by the factory.
 */
@Configuration(proxyBeanMethods = false)
public class SecondRegistry {

	private final List<LockLostEvent> losses = new CopyOnWriteArrayList<>();

	@EventListener
	void lost(LockLostEvent event) {
		this.losses.add(event);
	}

	@Bean(defaultCandidate = false)
	LockRegistry second(LockRegistryFactory registries) {
		return registries.create(new LocalLockStore());
	}

	/**
	 * The losses of leases that the application has published.
	 */
	List<LockLostEvent> losses() {
		return this.losses;
	}

	/**
	 * Creates a registry that the factory does not know.
	 * @return the registry
	 */
	public static LockRegistry unmanaged() {
		return new EngineLockRegistry(new LocalLockStore(),
				(name) -> TestOptions.complete(Duration.ofSeconds(9), Duration.ofSeconds(20)), Duration.ofSeconds(2),
				new LockListener() {
				});
	}

}
