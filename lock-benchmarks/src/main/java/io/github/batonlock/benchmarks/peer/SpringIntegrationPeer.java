package io.github.batonlock.benchmarks.peer;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;

/**
 * Spring Integration's lock registry with its defaults.
 */
final class SpringIntegrationPeer implements Peer {

	private final LettuceConnectionFactory factory;

	private final RedisLockRegistry registry;

	SpringIntegrationPeer(String host, int port, RedisLockType type) {
		this.factory = new LettuceConnectionFactory(host, port);
		this.factory.afterPropertiesSet();
		this.factory.start();
		this.registry = new RedisLockRegistry(this.factory, "integration");
		this.registry.setRedisLockType(type);
	}

	@Override
	public Mutex mutex(String name) {
		return Mutex.of(this.registry.obtain(name));
	}

	@Override
	public void close() {
		this.registry.destroy();
		this.factory.destroy();
	}

}
