package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Fencing;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * One history of a lock: some JVMs, callers that come and go, and what goes wrong, all
 * decided by a seed. While it runs, what {@code docs/protocol.md} promises is checked.
 */
final class SimulatedHistory {

	static final double LEASE = 3000;

	private static final double LENGTH = 8000;

	private static final double SETTLED = 400_000;

	private static final double LONGEST_WAKING = 400;

	private static final int PASSES_PER_TURN = 16;

	/** What may leave the lock with somebody who does nothing, for a lease. */
	private static final Set<String> LIKE_A_CRASH = Set.of("kill", "flush", "pause", "suspend", "clock");

	private final long seed;

	private final SimulatedWorld world;

	private final SimulatedRedis redis;

	private final List<SimulatedJvm> jvms = new ArrayList<>();

	private final List<Caller> callers = new ArrayList<>();

	private final Set<String> planned = new HashSet<>();

	private final boolean spins;

	private @Nullable String problem;

	private boolean calm;

	private boolean orderly;

	private final List<Lease> inside = new ArrayList<>();

	/** Holds that were left before anybody knew of a loss. */
	private final List<Hold> left = new ArrayList<>();

	private long begun;

	private long lost;

	private long highestToken = -1;

	private long furthestStep;

	private double noPromiseUntil = -1;

	private boolean tokensPromised = true;

	private double idle;

	private double longestIdle;

	private int crashes;

	SimulatedHistory(long seed, boolean traced) {
		this.seed = seed;
		this.world = new SimulatedWorld(seed, traced);
		this.redis = new SimulatedRedis(this.world, this.world.chance(.7));
		int count = 1 + this.world.random.nextInt(4);
		this.spins = this.world.chance(.15);
		for (int i = 0; i < count; i++) {
			this.jvms
				.add(new SimulatedJvm("jvm" + i, this.world, this.redis, options(this.spins && i > 0), listener()));
		}
		this.jvms.forEach((jvm) -> jvm.store.replicates = replicates());
	}

	/** Decided by the seed alone, so that it changes nothing in the other histories. */
	private boolean replicates() {
		return this.seed % 4 == 0;
	}

	private LockOptions options(boolean spin) {
		return LockOptions.builder()
			.timeout(Duration.ofSeconds(10))
			.lease(Duration.ofMillis((long) LEASE))
			.maxHold(Duration.ZERO)
			.minHold(Duration.ZERO)
			.linger(Duration.ofMillis((long) this.world.pick(0, 0, 0, 5, 500)))
			.waiting(spin ? Waiting.SPIN : Waiting.PUBSUB)
			.spinInterval(Duration.ofMillis(100))
			.fencing(this.world.chance(.2) ? Fencing.EAGER : Fencing.ON_DEMAND)
			.build();
	}

	private LockListener listener() {
		return new LockListener() {

			@Override
			public void lost(String name, Duration held, LockLostException reason) {
				SimulatedHistory.this.lost++;
			}

		};
	}

	/**
	 * Run the history.
	 * @return how many leases began
	 * @throws AssertionError if anything was not as promised
	 */
	long run() {
		planCallers();
		planFaults();
		this.orderly = this.calm && this.planned.isEmpty() && !this.spins && !replicates();
		try {
			this.world.at(0, this::watch);
			this.world.run(LENGTH);
			this.world.faults = false;
			this.world.run(LENGTH + SETTLED);
		}
		catch (RuntimeException ex) {
			throw new AssertionError(inWords(ex), ex);
		}
		if (this.problem == null) {
			checkEnd();
		}
		if (this.problem != null) {
			throw new AssertionError(inWords(this.problem));
		}
		return this.begun;
	}

	private String inWords(Object failure) {
		return "History " + this.seed + ", with " + this.planned + " planned: " + failure;
	}

	private void planCallers() {
		for (int i = 2 + this.world.random.nextInt(30); i > 0; i--) {
			this.world.at(this.world.between(0, LENGTH),
					new Caller(anyJvm(), this.world.pick(-1, -1, 0, .5, 5, 300, 4000))::arrive);
		}
		if (this.world.chance(.05)) {
			planRegulars();
		}
		else if (this.world.chance(.5)) {
			double start = this.world.between(0, LENGTH);
			for (int i = 5 + this.world.random.nextInt(60); i > 0; i--) {
				this.world.at(start + this.world.between(0, 3), new Caller(anyJvm(), -1)::arrive);
			}
		}
	}

	/** Callers that come back at once, so that one JVM could keep the others out. */
	private void planRegulars() {
		this.calm = true;
		this.world.messagesSuffer = false;
		for (int i = 0; i < 8 * this.jvms.size(); i++) {
			int jvm = i % this.jvms.size();
			this.world.at(1000 + 3 * jvm, new Caller(this.jvms.get(jvm), -1).comingBack(30)::arrive);
		}
	}

	private SimulatedJvm anyJvm() {
		return this.jvms.get(this.world.random.nextInt(this.jvms.size()));
	}

	private void planFaults() {
		for (int i = (int) this.world.pick(0, 0, 1, 3, 8); i > 0; i--) {
			List<String> kinds = List.of("cut", "cut", "cut", "pause", "suspend", "kill", "unsubscribe", "clock",
					"flush");
			String kind = kinds.get(this.world.random.nextInt(kinds.size()));
			SimulatedJvm jvm = anyJvm();
			boolean rare = kind.equals("flush") && this.world.chance(.7);
			if (!rare && !(kind.equals("kill") && this.jvms.size() == 1)) {
				this.planned.add(kind);
				this.world.at(this.world.between(0, LENGTH), () -> happen(kind, jvm));
			}
		}
	}

	private void happen(String kind, SimulatedJvm jvm) {
		this.world.say(() -> kind + " " + jvm.name);
		this.crashes += LIKE_A_CRASH.contains(kind) ? 1 : 0;
		switch (kind) {
			case "cut" -> jvm.store.cut();
			case "pause" -> jvm.pause(this.world.pick(10, 500, 2 * LEASE));
			case "suspend" -> jvm.suspend(this.world.pick(500, 2 * LEASE));
			case "kill" -> jvm.kill();
			case "unsubscribe" -> jvm.store.loseSubscription(this.world.pick(1, 100, 2000, 0));
			case "clock" -> step((long) this.world.pick(-5000, -5000, -50, 50, 500, 5000));
			default -> flush();
		}
	}

	/** Keys end too early when the clock is stepped forward: no lease survives that. */
	private void step(long millis) {
		this.redis.clockStep += millis * 1000;
		this.furthestStep = Math.max(this.furthestStep, this.redis.clockStep);
		if (millis > 0) {
			this.noPromiseUntil = this.world.millis() + LEASE;
		}
	}

	/** Redis forgets who owns; with the clock stepped back as well, tokens too. */
	private void flush() {
		this.redis.flush();
		this.noPromiseUntil = this.world.millis() + 2 * LEASE;
		this.tokensPromised = !this.planned.contains("clock");
	}

	// --- what must hold

	private boolean promised() {
		return this.world.millis() > this.noPromiseUntil;
	}

	private void begin(Lease lease) {
		this.begun++;
		this.inside.removeIf((other) -> !other.isValid());
		require(this.inside.isEmpty() || !promised(), "two leases are valid");
		this.inside.add(lease);
	}

	private void token(long token) {
		if (this.tokensPromised && promised()) {
			require(token > this.highestToken, "token " + token + " after " + this.highestToken);
		}
		require(this.redis.fence <= this.redis.clock() - this.redis.clockStep + this.furthestStep + 64,
				"the counter outruns the clock");
		this.highestToken = Math.max(token, this.highestToken);
	}

	/** How long the lock is free though somebody who could take it wants it. */
	private void watch() {
		boolean wanted = this.callers.stream().anyMatch((caller) -> caller.waits() && caller.jvm.awake());
		this.inside.removeIf((lease) -> !lease.isValid());
		boolean held = this.jvms.stream().anyMatch((jvm) -> jvm.alive() && jvm.taken());
		this.idle = (wanted && !held) ? this.idle + 20 : 0;
		this.longestIdle = Math.max(this.longestIdle, this.idle);
		if (this.world.millis() < LENGTH) {
			this.world.at(20, this::watch);
		}
	}

	private void checkEnd() {
		for (Caller caller : this.callers) {
			require(!caller.jvm.alive() || caller.ended, "a caller of " + caller.jvm.name + " was never served");
		}
		for (SimulatedJvm jvm : this.jvms) {
			if (jvm.alive()) {
				require(jvm.engine().inUse() == 0, jvm.name + " still has a site");
				require(jvm.engine().giveBacks().isEmpty(), jvm.name + " still has something to give back");
			}
		}
		for (Hold hold : this.left) {
			require(!hold.isLost() || !this.redis.released.contains(hold.request()),
					"a loss was told of " + hold.request() + ", which was released");
		}
		this.redis.expire();
		require(this.redis.owner == null, "left in Redis: " + this.redis.owner);
		require(this.redis.queue.isEmpty(), "left in the queue: " + this.redis.queue);
		require(!this.planned.isEmpty() || this.lost == 0, this.lost + " leases lost without any fault");
		require(this.longestIdle <= idleBound(), "free and wanted for " + this.longestIdle + " ms");
	}

	/** Each crash may be that of the next owner. */
	private double idleBound() {
		double unprobed = this.redis.probes() ? 0 : this.jvms.size() * LEASE / 3;
		return LEASE + 1000 + this.crashes * LEASE + unprobed;
	}

	/** Noted, not thrown: futures swallow what is thrown at them. */
	private void require(boolean condition, String problem) {
		if (!condition && this.problem == null) {
			this.problem = problem + ", at " + this.world.millis() + " ms";
			this.world.stop();
		}
	}

	/**
	 * Somebody who comes, waits, works and leaves.
	 */
	private final class Caller {

		private final SimulatedJvm jvm;

		/** How long to wait, negative for ever. */
		private final double patience;

		private double hold = SimulatedHistory.this.world.pick(0, 0, 0, .1, .1, 1, 1, 10, 10, 200, 200, 1500);

		private int again;

		private long begunBefore;

		private long ahead;

		private boolean arrived;

		private boolean entered;

		private boolean ended;

		private long deadline;

		private Caller(SimulatedJvm jvm, double patience) {
			this.jvm = jvm;
			this.patience = patience;
			SimulatedHistory.this.callers.add(this);
		}

		/** Somebody who works for a moment and comes again at once. */
		private Caller comingBack(int times) {
			this.again = times;
			this.hold = .1;
			return this;
		}

		private boolean waits() {
			return this.arrived && !this.entered && !this.ended;
		}

		private void arrive() {
			this.jvm.whenAwake(() -> {
				this.arrived = true;
				this.begunBefore = SimulatedHistory.this.begun;
				this.ahead = SimulatedHistory.this.callers.stream()
					.filter((other) -> other.jvm == this.jvm && other.waits() && other != this)
					.count();
				SimulatedHistory.this.world
					.say(() -> this.jvm.name + " caller comes, waits " + this.patience + " ms at most");
				Duration timeout = (this.patience < 0) ? Duration.ofHours(1)
						: Duration.ofNanos(SimulatedWorld.nanosOf(this.patience));
				CompletableFuture<Lease> future = this.jvm.registry.obtain("a").acquireAsync(timeout);
				double longest = Math.max(2000, this.patience); // one answer is awaited
				this.deadline = this.jvm.now().nanos() + SimulatedWorld.nanosOf(longest + LONGEST_WAKING);
				if (this.patience >= 0) {
					this.jvm.later(longest + LONGEST_WAKING, this::checkDeadline);
				}
				future.whenComplete(this::answered);
				if (SimulatedHistory.this.world.chance(.05)) {
					this.jvm.later(SimulatedHistory.this.world.pick(.01, 1, 50), () -> cancel(future));
				}
			});
		}

		private void cancel(CompletableFuture<Lease> future) {
			if (!this.entered && !this.ended) {
				future.cancel(false);
			}
		}

		/** A pause of the JVM, in which nobody is told anything, does not count. */
		private void checkDeadline() {
			double paused = SimulatedHistory.this.world.millis() + LONGEST_WAKING + 1;
			if (waits()) {
				this.jvm.later(LONGEST_WAKING, () -> {
					boolean due = this.jvm.now().nanos() - this.deadline >= 0
							&& SimulatedHistory.this.world.millis() < paused;
					require(!waits() || !due,
							"a wait of " + this.patience + " ms in " + this.jvm.name + " has not ended");
					checkDeadline();
				});
			}
		}

		private void answered(@Nullable Lease lease, @Nullable Throwable error) {
			SimulatedHistory.this.world.say(() -> this.jvm.name + " caller " + ((lease != null) ? "enters" : error));
			if (lease == null) {
				this.ended = true;
				require(error instanceof LockAcquisitionTimeoutException || error instanceof LockUnavailableException
						|| error instanceof java.util.concurrent.CancellationException, "unexpected " + error);
				return;
			}
			require(lease.isValid(), this.jvm.name + " was let in by a lease that had ended");
			require(this.jvm.store.lets(((EngineLease) lease).hold().request()),
					this.jvm.name + " was let in by a lease that too few replicas know");
			this.entered = true;
			checkOrder();
			begin(lease);
			if (SimulatedHistory.this.world.chance(.5)) {
				this.jvm.later(SimulatedHistory.this.world.between(0, this.hold), () -> wantToken(lease));
			}
			this.jvm.later(this.hold, () -> leave(lease));
		}

		/**
		 * Nobody starves: a turn of each JVM lets in at least one of those who are ahead
		 * of us, and at most 17 of the others. Holds only where nothing goes wrong: an
		 * ask that is lost or late makes a turn longer.
		 */
		private void checkOrder() {
			long overtaken = SimulatedHistory.this.begun - this.begunBefore - this.ahead;
			long turns = (this.ahead + 2) * SimulatedHistory.this.jvms.size();
			require(!SimulatedHistory.this.orderly || overtaken <= turns * (PASSES_PER_TURN + 1) + PASSES_PER_TURN,
					"a caller of " + this.jvm.name + " was overtaken " + overtaken + " times, " + this.ahead
							+ " were ahead");
		}

		private void wantToken(Lease lease) {
			Hold hold = ((EngineLease) lease).hold();
			if (!this.ended && lease.isValid()) {
				hold.site.token(hold).whenComplete((token, error) -> {
					if (token != null && !this.ended && lease.isValid()) {
						token(token);
					}
				});
			}
		}

		private void leave(Lease lease) {
			this.ended = true;
			SimulatedHistory.this.world.say(() -> this.jvm.name + " caller leaves");
			Hold hold = ((EngineLease) lease).hold();
			hold.leave();
			hold.site.exit(hold);
			if (!hold.isLost()) {
				SimulatedHistory.this.left.add(hold);
			}
			SimulatedHistory.this.inside.remove(lease);
			if (this.again > 0) {
				new Caller(this.jvm, this.patience).comingBack(this.again - 1).arrive();
			}
		}

	}

}
