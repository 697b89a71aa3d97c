package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.batonlock.testing.FencedResource;
import io.github.batonlock.testing.LockProcess;
import io.github.batonlock.testing.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * JVMs that use a {@link FencedResource} under one lock while something is broken, again
 * and again. The longer variant is {@code -Dbaton.breaking.sections=200000}.
 */
final class BrokenWork implements AutoCloseable {

	static final int JVMS = 3;

	/**
	 * Long enough that a third of it differs clearly from none of it and from all of it
	 * on any machine.
	 */
	static final Duration LEASE = Duration.ofSeconds(6);

	/** Maximum time of a hand-over, a new connection, and a new subscription. */
	private static final Duration SLACK = Duration.ofMillis(1500);

	/** How often in a row a caller may have to wait for the machine. */
	private static final int TURNS_OF_THE_MACHINE = 5;

	private static final int SECTIONS = Integer.getInteger("baton.breaking.sections", 3000);

	private static final int ROUNDS = Math.max(1, Math.min(10, SECTIONS / 40_000));

	private static final int THREADS = 3;

	private final List<LockProcess> jvms = new ArrayList<>();

	private final Lateness machine = new Lateness();

	private final RedisServer redis;

	private final String prefix;

	private final List<Supplier<LockProcess>> starts;

	private String name = "";

	private FencedResource resource = FencedResource.create();

	/**
	 * Creates the work.
	 * @param redis the Redis of the locks
	 * @param prefix prefix of the keys
	 * @param starts start the JVMs
	 */
	BrokenWork(RedisServer redis, String prefix, List<Supplier<LockProcess>> starts) {
		this.redis = redis;
		this.prefix = prefix;
		this.starts = starts;
		starts.forEach((start) -> this.jvms.add(start.get()));
	}

	static BrokenWork on(RedisServer redis, String prefix) {
		return new BrokenWork(redis, prefix, Collections.nCopies(JVMS, () -> LockProcess.start(redis, prefix)));
	}

	/**
	 * Runs all JVMs, breaks something once or more, and verifies that each thread
	 * continues, that no caller held the lock wrongly, and that the lock was not idle for
	 * longer than promised, plus an allowance for a busy machine. The
	 * {@link BreakingReport} contains the exact time.
	 */
	void run(Scenario scenario, Runnable trouble) {
		awaitSubscribed(JVMS);
		this.name = "order:" + UUID.randomUUID();
		this.resource = FencedResource.create();
		long begin = System.nanoTime();
		this.machine.begin();
		this.jvms.forEach(this::work);
		awaitEachThread(3);
		Duration idle = Duration.ZERO;
		for (int round = 1; round <= ROUNDS; round++) {
			this.resource.measureIdleTime();
			trouble.run();
			awaitEachThread(3);
			idle = Collections.max(List.of(idle, this.resource.idleTime()));
			replaceKilled();
			while (this.resource.sections() < (long) SECTIONS * round / ROUNDS) {
				awaitEachThread(1);
			}
		}
		stop();
		BreakingReport.add(scenario, ROUNDS, this.resource, idle, Duration.ofNanos(System.nanoTime() - begin));
		assertRight(scenario, idle);
	}

	private void replaceKilled() {
		for (int i = 0; i < JVMS; i++) {
			if (!this.jvms.get(i).isAlive()) {
				this.jvms.set(i, this.starts.get(i).get());
				awaitSubscribed(JVMS);
				work(this.jvms.get(i));
			}
		}
	}

	private void assertRight(Scenario scenario, Duration idle) {
		assertThat(this.resource.count()).as("count").isEqualTo(this.resource.sections());
		if (!scenario.forgets()) {
			assertThat(this.resource.refusedThoughValid()).as("refused though the lease was valid").isZero();
		}
		assertThat(idle).as("idle time")
			.isLessThan(
					scenario.bound(LEASE).plus(SLACK).plus(this.machine.longest().multipliedBy(TURNS_OF_THE_MACHINE)));
	}

	// --- what breaks things

	/** Measures the idle time from now on, instead of from the start of the failure. */
	void measureFromNow() {
		this.resource.measureIdleTime();
	}

	/** Makes one JVM hold the lock. */
	LockProcess hold(int jvm) {
		LockProcess holder = this.jvms.get(jvm);
		assertThat(holder.call("acquire " + this.name + " " + LEASE.toMillis())).isEqualTo("acquired");
		assertThat(holder.call("enter " + this.name + " " + this.resource)).isEqualTo("entered");
		this.resource.measureIdleTime();
		return holder;
	}

	/**
	 * Verifies that the holder has lost the lease, and that the resource refuses its
	 * writes.
	 */
	void assertLost(LockProcess holder) {
		assertThat(holder.call("valid " + this.name)).isEqualTo("false");
		assertThat(holder.call("write " + this.name)).isEqualTo("false");
		assertThat(holder.call("release " + this.name)).isEqualTo("released");
	}

	/** Verifies that the holder still holds the lease, writes, and releases it. */
	void assertHeld(LockProcess holder) {
		assertThat(holder.call("valid " + this.name)).isEqualTo("true");
		assertThat(holder.call("write " + this.name)).isEqualTo("true");
		this.resource.measureIdleTime();
		assertThat(holder.call("release " + this.name)).isEqualTo("released");
	}

	/** Returns the request that owns the lock in Redis. */
	String owningRequest() {
		String owner = new String(new LockKeys(this.prefix).owner(this.name), StandardCharsets.UTF_8);
		return String.valueOf(this.redis.command("GET", owner));
	}

	/** Returns the registry that owns the lock in Redis. */
	String owner() {
		return owningRequest().split(":")[0];
	}

	/** Returns the registry whose request Redis would grant next. */
	String headOfQueue() {
		LockProbe.awaitQueue(this.redis, this.prefix, this.name, JVMS - 1);
		String queue = new String(new LockKeys(this.prefix).ownerAndQueue(this.name)[1], StandardCharsets.UTF_8);
		List<?> requests = (List<?>) this.redis.command("ZRANGE", queue, "0", "0");
		return String.valueOf(requests.get(0)).split(":")[0];
	}

	/** Kills a JVM. Another one replaces it when the others have continued. */
	void kill(int jvm) {
		this.jvms.get(jvm).kill();
	}

	/** Verifies that requests for a lock fail because Redis does not answer. */
	void assertUnavailable(String other) {
		assertThat(this.jvms.get(0).call("try " + other + " 300")).isEqualTo("LockUnavailableException");
	}

	/** Waits until the threads that can continue have done so. */
	void awaitMoreSections() {
		long number = this.resource.sections() + 100;
		await().atMost(60, TimeUnit.SECONDS).until(() -> this.resource.sections() >= number);
	}

	void awaitSubscribed(int number) {
		await().atMost(120, TimeUnit.SECONDS).until(() -> LockProbe.subscriptions(this.redis, this.prefix) == number);
	}

	/**
	 * Waits until each thread of each JVM has held the lock the given number of times
	 * from now on.
	 */
	void awaitEachThread(int times) {
		List<LockProcess> alive = this.jvms.stream().filter(LockProcess::isAlive).toList();
		alive.forEach((jvm) -> jvm.call("mark " + this.name));
		for (LockProcess jvm : alive) {
			await().atMost(60, TimeUnit.SECONDS).until(() -> Long.parseLong(jvm.call("slowest " + this.name)) >= times);
		}
	}

	private void work(LockProcess jvm) {
		jvm.call("use " + this.name + " " + LEASE.toMillis() + " " + THREADS + " " + this.resource);
	}

	private void stop() {
		List<CompletableFuture<String>> answers = this.jvms.stream()
			.map((jvm) -> jvm.send("stop " + this.name))
			.toList();
		answers.forEach((answer) -> assertThat(answer.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo("stopped"));
	}

	@Override
	public void close() {
		this.jvms.forEach(LockProcess::close);
		this.machine.close();
	}

}
