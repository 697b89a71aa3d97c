package io.github.batonlock.benchmarks.scenario;

import java.util.Map;

import io.github.batonlock.benchmarks.peer.Contestant;
import io.github.batonlock.testing.RedisServer;

/**
 * One Redis and the JVMs that lock in it.
 */
public final class Laboratory implements AutoCloseable {

	private final RedisServer redis = RedisServer.start();

	private final Fleet fleet;

	private final Pace pace;

	/**
	 * Starts a Redis.
	 * @param pace extent of the measurements
	 */
	public Laboratory(Pace pace) {
		this.pace = pace;
		this.fleet = new Fleet(this.redis, pace.warmUp());
	}

	/**
	 * Runs all contestants in turns.
	 * @param scenario the scenario
	 * @return medians of each contestant
	 */
	public Map<Contestant, Figures> contest(Scenario scenario) {
		Map<Contestant, Figures> figures = new Contest(this.redis, this.fleet, this.pace).run(scenario);
		this.fleet.shrinkTo(4);
		return figures;
	}

	/**
	 * Measures how long a thread waits for the answer to a PING.
	 * @return the round trip
	 */
	public RoundTrip roundTrip() {
		String[] nanos = this.fleet.of(Contestant.LETTUCE).call("ping 10000").split(" ", -1);
		return new RoundTrip(Double.parseDouble(nanos[0]) / 1e3, Double.parseDouble(nanos[1]) / 1e3);
	}

	/**
	 * Uses many names once.
	 * @param contestant the contestant
	 * @param names number of names
	 * @return the remains
	 */
	public Remains namesUsedOnce(Contestant contestant, int names) {
		long before = keys();
		String bytes = this.fleet.of(contestant).call("once 16 " + names + " once");
		return new Remains(Long.parseLong(bytes) / 1024.0 / 1024, keys() - before);
	}

	/**
	 * Holds many locks.
	 * @param contestant the contestant
	 * @param locks number of locks
	 * @return the cost
	 */
	public Upkeep held(Contestant contestant, int locks) {
		WorkerProcess worker = this.fleet.of(contestant);
		int threads = threads(worker);
		worker.call("hold " + locks + " held");
		Upkeep upkeep = new UpkeepProbe(this.redis, worker).look(this.pace, threads);
		worker.call("release");
		return upkeep;
	}

	/**
	 * Lets many threads wait for one name that another JVM holds.
	 * @param contestant the contestant
	 * @param waiters number of waiters
	 * @return the cost
	 */
	public Upkeep waiting(Contestant contestant, int waiters) {
		WorkerProcess holder = this.fleet.of(contestant, 2).get(1);
		WorkerProcess worker = this.fleet.of(contestant);
		int threads = threads(worker);
		holder.call("hold 1 idle");
		worker.call("wait " + waiters + " idle0");
		Upkeep upkeep = new UpkeepProbe(this.redis, worker).look(this.pace, threads + waiters);
		holder.call("release");
		worker.call("joined");
		return upkeep;
	}

	private long keys() {
		return Long.parseLong(String.valueOf(this.redis.command("DBSIZE")));
	}

	private static int threads(WorkerProcess worker) {
		return Integer.parseInt(worker.call("status").split(" ", -1)[1]);
	}

	@Override
	public void close() {
		this.fleet.close();
		this.redis.close();
	}

	/**
	 * A round trip to the Redis.
	 *
	 * @param p50 median in microseconds
	 * @param p99 99th percentile in microseconds
	 */
	public record RoundTrip(double p50, double p99) {

	}

	/**
	 * The remains of names that are no longer used.
	 *
	 * @param megabytes heap
	 * @param keys keys in the Redis
	 */
	public record Remains(double megabytes, long keys) {

	}

	/**
	 * The cost of idle locks or waiters, per second.
	 *
	 * @param commands commands of all clients
	 * @param clientCpu share of one core, of the JVM that holds or waits
	 * @param serverCpu share of one core, of the Redis
	 * @param threads additional threads, without the waiting threads
	 * @param connections connections of all JVMs
	 */
	public record Upkeep(double commands, double clientCpu, double serverCpu, int threads, int connections) {

	}

}
