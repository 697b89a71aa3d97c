package io.github.batonlock.engine;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Where the owners of locks are, for those who look after locks. The store does not know
 * that, so the JVM of an owner is asked for itself, by one message.
 */
public final class OwnerView {

	private final EngineLockRegistry registry;

	/**
	 * Create a view.
	 * @param registry the registry, which need not run
	 */
	public OwnerView(EngineLockRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Ask an owner where it is, and wait for its answer: not at all where it is known
	 * that nobody hears the question, else for half of {@code reply-timeout} at most, and
	 * never for longer than a second.
	 * @param name name of the lock
	 * @param owner the request that owns it
	 * @return what it answers, {@code null} if it does not
	 */
	public @Nullable Whereabouts ask(String name, Request owner) {
		Engine running = this.registry.running();
		Optional<Whereabouts> answer = (running != null) ? running.inquiries().ask(name, owner).join()
				: Optional.empty();
		return answer.orElse(null);
	}

}
