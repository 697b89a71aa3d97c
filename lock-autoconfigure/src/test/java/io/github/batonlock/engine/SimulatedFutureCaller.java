package io.github.batonlock.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.site.Hold;
import org.jspecify.annotations.Nullable;

/**
 * A caller that waits by a future, and may cancel it.
 */
final class SimulatedFutureCaller extends SimulatedCaller {

	private static final int PASSES_PER_TURN = 16;

	private final SimulatedPromises lock;

	private int again;

	private long begunBefore;

	private long ahead;

	SimulatedFutureCaller(SimulatedHistory history, SimulatedJvm jvm, SimulatedPromises lock, LockOptions options,
			double patience) {
		super(history, jvm, List.of(lock), options, patience);
		this.lock = lock;
	}

	/** Somebody who works for a moment and comes again at once. */
	SimulatedFutureCaller comingBack(int times) {
		this.again = times;
		this.hold = .1;
		return this;
	}

	@Override
	void come() {
		this.begunBefore = this.lock.begun();
		this.ahead = this.history.ahead(this);
		wants(this.lock);
		CompletableFuture<Lease> future = this.jvm.registry.obtain(this.lock.name, this.options)
			.acquireAsync(timeout());
		future.whenComplete(this::answered);
		if (this.world.chance(.05)) {
			this.jvm.later(this.world.pick(.01, 1, 50), () -> cancel(future));
		}
	}

	private void cancel(CompletableFuture<Lease> future) {
		if (waits()) {
			future.cancel(false);
		}
	}

	private void answered(@Nullable Lease lease, @Nullable Throwable error) {
		if (lease != null) {
			checkOrder();
			enter(this.lock, lease);
			this.jvm.later(this.hold, () -> leave(lease));
		}
		else if (error != null) {
			refused(error);
		}
	}

	/**
	 * Nobody starves: a turn of each JVM lets in at least one of those who are ahead of
	 * us, and at most 17 of the others. Holds only where nothing goes wrong: an ask that
	 * is lost or late makes a turn longer.
	 */
	private void checkOrder() {
		long overtaken = this.lock.begun() - this.begunBefore - this.ahead;
		long turns = (this.ahead + 2) * this.history.jvms();
		this.history.require(!this.history.orderly() || overtaken <= turns * (PASSES_PER_TURN + 1) + PASSES_PER_TURN,
				() -> "a caller of " + this.jvm.name + " was overtaken " + overtaken + " times, " + this.ahead
						+ " were ahead");
	}

	private void leave(Lease lease) {
		this.world.say(() -> this.jvm.name + " " + this + " leaves");
		this.lock.end(lease);
		end();
		EngineLease entered = (EngineLease) lease;
		Hold hold = entered.hold();
		hold.leave();
		entered.site().exit(hold);
		this.history.leaves(this.lock.redis, hold);
		if (this.again > 0) {
			this.history
				.add(new SimulatedFutureCaller(this.history, this.jvm, this.lock, this.options, this.patience)
					.comingBack(this.again - 1))
				.arrive();
		}
	}

	@Override
	public String toString() {
		return "future for " + this.lock.name;
	}

}
