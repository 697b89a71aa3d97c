package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.batonlock.Fencing;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.Waiting;
import io.github.batonlock.engine.site.Hold;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * One history of some locks: some JVMs, callers that come and go, and what goes wrong,
 * all decided by a seed. While it runs, what {@code docs/protocol.md} promises is
 * checked.
 */
final class SimulatedHistory {

	private static final double SETTLED = 400_000;

	/** Until when old bytes of a connection that was cut may still run. */
	private static final double OLD_BYTES = 1100;

	final SimulatedWorld world;

	private final long seed;

	private final SimulatedServer server;

	private final List<SimulatedJvm> jvms = new ArrayList<>();

	private final List<SimulatedPromises> locks;

	private final List<SimulatedCaller> callers = new ArrayList<>();

	private final Set<String> planned = new HashSet<>();

	private final double lease;

	private final double length;

	private final boolean spins;

	/** Whether callers have leases of their own. */
	private final boolean mixed;

	/** Whether callers have minimum and maximum holds. */
	private final boolean rests;

	/** Whether some callers are threads. */
	private final boolean threads;

	private @Nullable String problem;

	private boolean calm;

	private boolean orderly;

	/** Holds that were left before anybody knew of a loss. */
	private final List<Left> left = new ArrayList<>();

	private long lost;

	private long furthestStep;

	SimulatedHistory(long seed, boolean traced) {
		this.seed = seed;
		this.world = new SimulatedWorld(seed, traced);
		this.server = new SimulatedServer(this.world, this.world.chance(.7));
		this.spins = this.world.chance(.15);
		this.lease = this.world.chance(.15) ? 12_000 : 3000;
		this.length = this.lease * 2 + 2000;
		this.mixed = this.world.chance(.15);
		this.rests = this.world.chance(.2);
		this.threads = this.world.chance(.15);
		int names = (int) this.world.pick(1, 1, 1, 2, 3);
		this.locks = IntStream.range(0, names).mapToObj((i) -> {
			String name = String.valueOf((char) ('a' + i));
			return new SimulatedPromises(name, this.server.lock(name), this, this.world);
		}).toList();
		for (int i = 1 + this.world.random.nextInt(4); i > 0; i--) {
			this.jvms.add(jvm("jvm" + this.jvms.size(), this.spins && i > 1));
		}
		this.server.losses = this::messageTakes;
	}

	private SimulatedJvm jvm(String name, boolean spin) {
		SimulatedJvm jvm = new SimulatedJvm(name, this.world, this.server, options(spin), listener());
		jvm.start(replicates());
		return jvm;
	}

	/** Decided by the seed alone, so that it changes nothing in the other histories. */
	private boolean replicates() {
		return this.seed % 4 == 0;
	}

	private LockOptions options(boolean spin) {
		return LockOptions.builder()
			.timeout(Duration.ofSeconds(10))
			.lease(Duration.ofMillis((long) this.lease))
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
			this.world.run(this.length);
			this.world.faults = false;
			this.world.run(this.length + SETTLED);
			if (this.problem == null) {
				checkEnd();
			}
		}
		catch (RuntimeException ex) {
			throw new AssertionError(inWords(ex), ex);
		}
		finally {
			this.jvms.forEach(SimulatedJvm::unwind);
		}
		if (this.problem != null) {
			throw new AssertionError(inWords(this.problem));
		}
		return this.locks.stream().mapToLong(SimulatedPromises::begun).sum();
	}

	private String inWords(Object failure) {
		return "History " + this.seed + ", with " + this.planned + " planned: " + failure;
	}

	// --- who comes

	private void planCallers() {
		if (this.threads) {
			// What an error has left is cleared away when its JVM next uses a lock
			this.jvms.forEach((jvm) -> this.world.at(this.length + SETTLED / 2,
					add(new SimulatedFutureCaller(this, jvm, anyLock(), anyOptions(), 0))::arrive));
		}
		for (int i = 2 + this.world.random.nextInt(30); i > 0; i--) {
			planCaller(this.world.between(0, this.length), this.world.pick(-1, -1, 0, .5, 5, 300, 4000));
		}
		boolean simple = this.locks.size() == 1 && !this.threads && !this.rests && !this.mixed;
		if (simple && this.lease < 5000 && this.world.chance(.15)) {
			planRegulars();
		}
		else if (this.world.chance(.5)) {
			double start = this.world.between(0, this.length);
			for (int i = 5 + this.world.random.nextInt(this.rests ? 10 : 60); i > 0; i--) {
				planCaller(start + this.world.between(0, 3), -1);
			}
		}
	}

	private void planCaller(double at, double patience) {
		boolean thread = this.threads && this.world.chance(.3);
		SimulatedCaller caller = thread
				? new SimulatedThreadCaller(this, anyJvm(), anyLocks(), anyOptions(), patience, this.world.chance(.3))
				: new SimulatedFutureCaller(this, anyJvm(), anyLock(), anyOptions(), patience);
		this.world.at(at, add(caller)::arrive);
	}

	<C extends SimulatedCaller> C add(C caller) {
		this.callers.add(caller);
		return caller;
	}

	private LockOptions anyOptions() {
		LockOptions.Builder options = LockOptions.builder().minHold(Duration.ZERO).maxHold(Duration.ZERO);
		if (this.mixed) {
			options.lease(Duration.ofMillis((long) this.world.pick(1000, 3000, 6000)));
		}
		if (this.rests) {
			double minHold = this.world.pick(0, 0, 100, 800, 1.5 * this.lease);
			options.minHold(Duration.ofMillis((long) minHold));
			options.maxHold(Duration.ofMillis((long) ((minHold == 0) ? this.world.pick(0, 0, 50, 800) : 0)));
		}
		return options.build();
	}

	/** How long somebody works: often as long as something takes that has a time. */
	double hold() {
		double grant = Math.min(3000, this.lease);
		double some = this.world.pick(0, 0, 0, .1, .1, 1, 1, 10, 10, 200, 200, this.lease / 2, grant, this.lease / 3);
		return some;
	}

	/** Callers that come back at once, so that one JVM could keep the others out. */
	private void planRegulars() {
		this.calm = true;
		this.world.messagesSuffer = false;
		SimulatedPromises lock = this.locks.get(0);
		for (int i = 0; i < 8 * this.jvms.size(); i++) {
			int jvm = i % this.jvms.size();
			SimulatedFutureCaller caller = new SimulatedFutureCaller(this, this.jvms.get(jvm), lock, anyOptions(), -1);
			this.world.at(1000 + 3 * jvm, add(caller).comingBack(30)::arrive);
		}
	}

	private SimulatedJvm anyJvm() {
		return this.jvms.get(this.world.random.nextInt(this.jvms.size()));
	}

	private SimulatedPromises anyLock() {
		return this.locks.get(this.world.random.nextInt(this.locks.size()));
	}

	/** One or several, in their order. */
	private List<SimulatedPromises> anyLocks() {
		List<SimulatedPromises> some = this.locks.stream().filter((lock) -> this.world.chance(.7)).toList();
		return some.isEmpty() ? List.of(anyLock()) : some;
	}

	// --- what goes wrong

	private void planFaults() {
		for (int i = (int) this.world.pick(0, 0, 1, 3, 8); i > 0; i--) {
			List<String> kinds = List.of("cut", "cut", "cut", "pause", "suspend", "kill", "unsubscribe", "clock",
					"flush", "stop", "stop");
			String kind = kinds.get(this.world.random.nextInt(kinds.size()));
			SimulatedJvm jvm = anyJvm();
			boolean rare = kind.equals("flush") && this.world.chance(.7);
			if (!rare && !(kind.equals("kill") && this.jvms.size() == 1)) {
				this.planned.add(kind);
				this.world.at(this.world.between(0, this.length), () -> happen(kind, jvm));
			}
		}
	}

	private void happen(String kind, SimulatedJvm jvm) {
		this.world.say(() -> kind + " " + jvm.name);
		switch (kind) {
			case "cut" -> {
				jvm.store.cut();
				excuse(OLD_BYTES + longestLease() / 3);
			}
			case "pause" -> neglect(jvm, this.world.pick(10, 500, 2 * this.lease), false);
			case "suspend" -> neglect(jvm, this.world.pick(500, 2 * this.lease), true);
			case "kill" -> {
				jvm.kill();
				excuse(longestLease() / 3);
				this.locks.forEach((lock) -> lock.neglect(jvm, 0));
			}
			case "unsubscribe" -> jvm.store.loseSubscription(this.world.pick(1, 100, 2000, 0));
			case "clock" -> step((long) this.world.pick(-5000, -5000, -50, 50, 500, 5000));
			case "stop" -> stop(jvm);
			default -> flush();
		}
	}

	/** It does nothing for a while. */
	private void neglect(SimulatedJvm jvm, double millis, boolean suspended) {
		if (suspended) {
			jvm.suspend(millis);
			this.locks.forEach((lock) -> lock.prolongExcuse(millis));
		}
		else {
			jvm.pause(millis);
		}
		// What is due by the monotonic clock comes later by that
		excuse(millis + longestLease() / 3);
		this.locks.forEach((lock) -> lock.neglect(jvm, millis));
	}

	/** Keys end too early when the clock is stepped forward: no lease survives that. */
	private void step(long millis) {
		this.server.clockStep += millis * 1000;
		this.furthestStep = Math.max(this.furthestStep, this.server.clockStep);
		if (millis > 0) {
			this.locks.forEach((lock) -> lock.forget(longestLease()));
			excuse(longestLease() / 3);
		}
	}

	/** Redis forgets who owns; with the clock stepped back as well, tokens too. */
	private void flush() {
		for (SimulatedPromises lock : this.locks) {
			lock.redis.flush();
			lock.forget(2 * longestLease());
			if (this.planned.contains("clock")) {
				lock.promiseNoTokens();
			}
		}
		excuse(longestLease() / 3);
	}

	/** An orderly stop, at once or after draining, and a new start. */
	private void stop(SimulatedJvm jvm) {
		if (jvm.stops || !jvm.awake()) {
			return;
		}
		jvm.stops = true;
		double drained = this.world.pick(0, 0, 10, 500);
		if (drained > 0) {
			jvm.registry.drain();
		}
		if (this.world.chance(.3)) {
			jvm.later(drained, () -> happen("cut", jvm)); // so that answers are awaited
		}
		jvm.later(drained, () -> jvm.thread(() -> {
			this.locks.forEach((lock) -> lock.stop(jvm, longestLease() / 3));
			jvm.registry.stop();
			SimulatedThread.current().work(this.world.pick(0, 100, 1000));
			jvm.registry.start();
			jvm.stops = false;
		}));
	}

	private void messageTakes(String name, Request to, double millis) {
		double excused = (millis > 5) ? Math.min(millis, longestLease() / 3) : 0;
		this.locks.stream().filter((lock) -> lock.name.equals(name)).forEach((lock) -> lock.excuse(excused));
	}

	private void excuse(double millis) {
		this.locks.forEach((lock) -> lock.excuse(millis));
	}

	private double longestLease() {
		return this.mixed ? Math.max(6000, this.lease) : this.lease;
	}

	// --- what must hold

	int jvms() {
		return this.jvms.size();
	}

	boolean orderly() {
		return this.orderly;
	}

	/** The lease that a caller is to get. */
	Duration lease(LockOptions options) {
		Duration lease = options.lease();
		return (lease != null) ? lease : Duration.ofMillis((long) this.lease);
	}

	/** Number of callers that wait in the same JVM. */
	long ahead(SimulatedCaller newcomer) {
		return this.callers.stream()
			.filter((other) -> other.jvm == newcomer.jvm && other.waits() && other != newcomer)
			.count();
	}

	/** Whether somebody waits who could take it. */
	boolean wanted(String name) {
		for (SimulatedCaller caller : this.callers) {
			if (caller.waitsFor(name) && caller.jvm.awake() && caller.jvm.registry.isRunning()) {
				return true;
			}
		}
		return false;
	}

	/** Whether a JVM that could has let somebody in, or is about to. */
	boolean taken(String name) {
		return this.jvms.stream().anyMatch((jvm) -> jvm.awake() && jvm.taken(name));
	}

	/** Whether nobody is there who could use what the request owns. */
	boolean sleeps(Request owner) {
		return this.jvms.stream().noneMatch((jvm) -> jvm.awake() && jvm.made(owner));
	}

	private void watch() {
		this.locks.forEach(SimulatedPromises::watch);
		if (this.world.millis() < this.length) {
			this.world.at(SimulatedPromises.INTERVAL, this::watch);
		}
	}

	private void checkEnd() {
		for (SimulatedCaller caller : this.callers) {
			require(!caller.jvm.alive() || caller.ended(),
					() -> caller + " of " + caller.jvm.name + " was never served");
		}
		for (SimulatedJvm jvm : this.jvms) {
			Engine engine = jvm.engine();
			if (jvm.alive() && engine != null) {
				require(engine.inUse() == 0, () -> jvm.name + " still has a site");
				require(engine.reclaimer().isEmpty(), () -> jvm.name + " still has something to give back");
			}
		}
		for (Left gone : this.left) {
			require(!gone.hold.isLost() || !gone.lock.released.contains(gone.hold.request()),
					() -> "a loss was told of " + gone.hold.request() + ", which was released");
		}
		for (SimulatedPromises lock : this.locks) {
			lock.redis.expire();
			require(lock.redis.owner == null, () -> "left in Redis: " + lock.redis.owner);
			require(lock.redis.queue.isEmpty(), () -> "left in the queue: " + lock.redis.queue);
			require(lock.redis.fence <= this.server.clock() - this.server.clockStep + this.furthestStep + 64,
					() -> "the counter outruns the clock");
		}
		require(!this.planned.isEmpty() || this.rests || this.lost == 0,
				() -> this.lost + " leases lost without any fault");
	}

	/** Noted, not thrown: futures swallow what is thrown at them. */
	void require(boolean condition, Supplier<String> wrong) {
		if (!condition && this.problem == null) {
			this.problem = wrong.get() + ", at " + this.world.millis() + " ms";
			this.world.stop();
		}
	}

	/** A holder leaves who knows of no loss. */
	void leaves(SimulatedRedis lock, Hold hold) {
		if (!hold.isLost()) {
			this.left.add(new Left(lock, hold));
		}
	}

	/**
	 * A hold that was left.
	 *
	 * @param lock its lock
	 * @param hold the hold
	 */
	private record Left(SimulatedRedis lock, Hold hold) {
	}

}
