package io.github.batonlock.engine;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import io.github.batonlock.Lease;
import io.github.batonlock.engine.site.Site;
import io.github.batonlock.engine.site.Waiter;
import io.github.batonlock.engine.support.LeaseFuture;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.engine.support.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * A future that waits. The lease, once had, belongs to nobody but whoever has it.
 */
final class AsyncWaiter extends Waiter {

	private final String name;

	private volatile @Nullable Site site;

	private final Engine engine;

	/**
	 * Whether the refusal has been told: being chosen before it was a reason to look too.
	 */
	private final AtomicBoolean refused = new AtomicBoolean();

	/** Given away with the lease: only those who want that may keep it from now on. */
	private volatile @Nullable CompletableFuture<Lease> future;

	AsyncWaiter(String name, Engine engine, LockSettings settings, long since) {
		super(settings, null, since, engine.instance().replyTimeout().toNanos());
		this.name = name;
		this.engine = engine;
	}

	/** Note where it waits, before it does. */
	void joins(Site site) {
		this.site = site;
	}

	private Site site() {
		return Objects.requireNonNull(this.site, "not joined");
	}

	/**
	 * Make the future, which may be ended by anybody: the wait ends with it.
	 */
	CompletableFuture<Lease> future() {
		CompletableFuture<Lease> made = new LeaseFuture<>(this.engine.events()::execute);
		made.whenComplete((lease, error) -> site().abandon(this));
		this.future = made;
		return made;
	}

	/**
	 * Enter, and end the future, on a thread that may be held up: what depends on the
	 * future runs there.
	 */
	@Override
	protected void wake() {
		this.engine.events().execute(this::look);
	}

	@Override
	protected boolean timedByEngine() {
		return true;
	}

	private void look() {
		try {
			enterOrRefuse();
		}
		catch (Error ex) {
			if (state() == State.CHOSEN) {
				this.engine.instance().leftovers().repeat(this::wake, ex);
			}
			else if (end((future) -> future.completeExceptionally(ex))) {
				this.gone = true;
				this.engine.instance().leftovers().inSites = true;
			}
		}
	}

	private void enterOrRefuse() {
		Refusal refusal = refusal();
		if (state() == State.CHOSEN && site().enter(this)) {
			enterWith(EngineLease.of(this, site(), this.engine));
		}
		else if (state() == State.REFUSED && refusal != null && this.refused.compareAndSet(false, true)) {
			refuseWith(refusal);
		}
	}

	private void refuseWith(Refusal refusal) {
		if (!(refusal instanceof Refusal.Abandoned)) {
			Duration waited = waited();
			RuntimeException reason = refusal.toException(this.name, waited);
			this.engine.events()
				.tell(this.settings.category(), (listener) -> listener.notAcquired(this.name, waited, reason));
			end((future) -> future.completeExceptionally(reason));
		}
	}

	private void enterWith(EngineLease lease) {
		this.engine.events().acquired(lease, lease.hold(), waited());
		DroppedLeases dropped = this.engine.houseKeeper().dropped();
		if (dropped != null) {
			dropped.watch(lease, lease.hold());
		}
		if (!end((future) -> future.complete(lease))) {
			lease.close();
		}
	}

	/**
	 * End the future, which this waiter refers to no longer.
	 * @return whether that has ended it
	 */
	private boolean end(Predicate<CompletableFuture<Lease>> ending) {
		CompletableFuture<Lease> made = this.future;
		boolean ended = made != null && ending.test(made);
		this.future = null;
		return ended;
	}

	private Duration waited() {
		return Duration.ofNanos(this.engine.time().now().nanos() - this.since);
	}

}
