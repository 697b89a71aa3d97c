package io.github.batonlock.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.instance.Instance;
import io.github.batonlock.engine.site.Site;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.StoreCall;
import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.inspect.RegistryStatus;
import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.LockState;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;
import org.jspecify.annotations.Nullable;

/**
 * Looks into a registry and its store.
 */
final class EngineInspector implements LockInspector {

	/** What an operator looks for first. */
	private static final Comparator<LockInUse> MOST_WAITED_FOR_THEN_LONGEST_HELD = Comparator
		.comparingInt(LockInUse::waiting)
		.reversed()
		.thenComparing(EngineInspector::since)
		.thenComparing(LockInUse::name);

	private final Engines engines;

	EngineInspector(Engines engines) {
		this.engines = engines;
	}

	@Override
	public List<LockInUse> locks() {
		Engine running = this.engines.running();
		Collection<Site> sites = (running != null) ? running.sites() : List.of();
		return sites.stream()
			.map((site) -> site.inUse((owner) -> true))
			.filter(EngineInspector::byAnybody)
			.sorted(MOST_WAITED_FOR_THEN_LONGEST_HELD)
			.toList();
	}

	private static boolean byAnybody(LockInUse lock) {
		return lock.holder() != null || lock.waiting() > 0;
	}

	private static Instant since(LockInUse lock) {
		return (lock.holder() != null) ? lock.holder().since() : Instant.MAX;
	}

	@Override
	public @Nullable LockInUse lock(String name) {
		Engine running = this.engines.running();
		Site site = (running != null) ? running.site(name) : null;
		LockInUse lock = (site != null) ? site.inUse((owner) -> true) : null;
		return (lock != null && byAnybody(lock)) ? lock : null;
	}

	@Override
	public @Nullable RegistryStatus status() {
		Engine running = this.engines.running();
		if (running == null) {
			return null;
		}
		Moment now = running.time().now();
		Instance instance = running.instance();
		return new RegistryStatus(instance.requests().instance(), instance.store().toString(),
				instance.subscription().reliable(), instance.subscription().delivery(),
				instance.health().sinceAnswer(now), instance.health().failure(now),
				instance.renewalHealth().sinceAnswer(now), instance.renewalHealth().failure(now));
	}

	@Override
	public @Nullable CompletionStage<Delivery> firstDelivery() {
		Engine running = this.engines.running();
		return (running != null && running.instance().store().tellsDelivery())
				? running.instance().subscription().firstDelivery() : null;
	}

	@Override
	public LockState look(String name, int limit) {
		return ask(name, (store) -> store.inspect(name, limit));
	}

	@Override
	public @Nullable Whereabouts locate(String name, Request owner) {
		Engine running = this.engines.running();
		return (running != null) ? running.inquiries().ask(name, owner).join().orElse(null) : null;
	}

	@Override
	public boolean release(String name, Request owner) {
		// releasing a request that does not own would cost it its place in the queue
		if (!owner.equals(look(name, 1).owner())) {
			return false;
		}
		Duration lease = owner.lease();
		ReleaseReply reply = ask(name,
				(store) -> store.release(name, owner, null, LockSettings.grantLease(lease), lease));
		Engine running = this.engines.running();
		if (running != null) {
			running.renew();
		}
		return !(reply instanceof ReleaseReply.NotOwner);
	}

	private <R> R ask(String name, Function<LockStore, ? extends CompletionStage<? extends R>> question) {
		Engine engine = this.engines.running();
		if (engine == null) {
			throw unavailable(name, "its registry does not run", null);
		}
		Instance instance = engine.instance();
		Duration patience = instance.replyTimeout();
		try {
			R reply = StoreCall.<R>send(() -> question.apply(instance.store()))
				.toCompletableFuture()
				.get(patience.toNanos(), TimeUnit.NANOSECONDS);
			instance.health().answered(engine.time().now());
			return reply;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LockInterruptedException(name, Duration.ZERO);
		}
		catch (TimeoutException ex) {
			throw failed(engine, name, " gave no answer within " + patience.toMillis() + " ms", ex);
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			if (cause instanceof UnsupportedOperationException unsupported) {
				throw unsupported;
			}
			throw failed(engine, name, " failed: " + cause.getMessage(), cause);
		}
	}

	private static LockUnavailableException failed(Engine engine, String name, String what, Throwable cause) {
		String reason = engine.instance().store() + what;
		engine.instance().health().failed(engine.time().now(), reason);
		return unavailable(name, reason, cause);
	}

	private static LockUnavailableException unavailable(String name, String reason, @Nullable Throwable cause) {
		return new LockUnavailableException(name, Duration.ZERO, reason, cause);
	}

}
