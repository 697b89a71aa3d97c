package io.github.batonlock.benchmarks.peer;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;

import org.redisson.api.RedissonClient;

import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;

/**
 * The contestants.
 */
public enum Contestant {

	/** The limit: the cost of the two commands. */
	LETTUCE("bare Lettuce", LettucePeer::new),

	/** Baton as configured by default. */
	BATON("Baton", (host, port) -> new BatonPeer(host, port, Duration.ZERO)),

	/** Baton, if a JVM keeps an unused lock until another one asks. */
	BATON_LINGER("Baton, linger", (host, port) -> new BatonPeer(host, port, Duration.ofSeconds(1))),

	/** Redisson's lock. */
	REDISSON("Redisson", (host, port) -> new RedissonPeer(host, port, RedissonClient::getLock)),

	/** Redisson's lock with a queue. */
	REDISSON_FAIR("Redisson fair", (host, port) -> new RedissonPeer(host, port, RedissonClient::getFairLock)),

	/** Redisson's lock that polls. */
	REDISSON_SPIN("Redisson spin", (host, port) -> new RedissonPeer(host, port, RedissonClient::getSpinLock)),

	/** Spring Integration's registry, woken by messages. */
	SPRING_INTEGRATION("Spring Integration Pub/Sub",
			(host, port) -> new SpringIntegrationPeer(host, port, RedisLockType.PUB_SUB_LOCK)),

	/** Spring Integration's registry, polling. */
	SPRING_INTEGRATION_SPIN("Spring Integration spin",
			(host, port) -> new SpringIntegrationPeer(host, port, RedisLockType.SPIN_LOCK));

	/** All contestants with their default configuration. */
	public static final List<Contestant> ALL = List.of(LETTUCE, BATON, REDISSON, REDISSON_FAIR, REDISSON_SPIN,
			SPRING_INTEGRATION, SPRING_INTEGRATION_SPIN);

	private final String label;

	private final BiFunction<String, Integer, Peer> factory;

	Contestant(String label, BiFunction<String, Integer, Peer> factory) {
		this.label = label;
		this.factory = factory;
	}

	/**
	 * Returns the name in tables.
	 * @return the name
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Returns whether the contestant is an alternative to Baton.
	 * @return whether it is a rival
	 */
	public boolean isRival() {
		return this != LETTUCE && this != BATON && this != BATON_LINGER;
	}

	/**
	 * Sets the contestant up.
	 * @param host host of the Redis
	 * @param port port of the Redis
	 * @return the peer, ready for use
	 */
	public Peer connect(String host, int port) {
		return this.factory.apply(host, port);
	}

}
