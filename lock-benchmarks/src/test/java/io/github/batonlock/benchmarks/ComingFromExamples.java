package io.github.batonlock.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import org.redisson.api.RFencedLock;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;

import org.springframework.integration.redis.util.RedisLockRegistry;

/**
 * The Java before the change in docs/coming-from.md, so that it is compiled.
 */
final class ComingFromExamples {

	private final RedissonClient redisson;

	private final RedisLockRegistry registry;

	private final LockRegistry locks;

	private final Store store;

	ComingFromExamples(RedissonClient redisson, RedisLockRegistry registry, LockRegistry locks, Store store) {
		this.redisson = redisson;
		this.registry = registry;
		this.locks = locks;
		this.store = store;
	}

	void redisson(long id) {
		RLock lock = this.redisson.getLock("order:" + id);
		lock.lock();
		try {
			this.store.ship(id);
		}
		finally {
			lock.unlock();
		}
	}

	void trying(long id) throws InterruptedException {
		RLock lock = this.redisson.getLock("order:" + id);
		if (lock.tryLock(5, TimeUnit.SECONDS)) {
			try {
				this.store.ship(id);
			}
			finally {
				lock.unlock();
			}
		}
	}

	void fenced(long id) {
		RFencedLock lock = this.redisson.getFencedLock("order:" + id);
		long token = lock.lockAndGetToken();
		try {
			this.store.ship(id, token);
		}
		finally {
			lock.unlock();
		}
	}

	void integration(long id) throws InterruptedException {
		Lock lock = this.registry.obtain("order:" + id);
		if (lock.tryLock(5, TimeUnit.SECONDS)) {
			try {
				this.store.ship(id);
			}
			finally {
				lock.unlock();
			}
		}
	}

	void execute(long id) throws InterruptedException {
		this.registry.executeLocked("order:" + id, () -> this.store.ship(id));
	}

	void both(long id) {
		Lock old = this.redisson.getLock("order:" + id);
		old.lock();
		try (Lease lease = this.locks.obtain("order:" + id).acquire()) {
			this.store.ship(id);
		}
		finally {
			old.unlock();
		}
	}

	/**
	 * The resource that is written to.
	 */
	interface Store {

		void ship(long id);

		void ship(long id, long token);

	}

}
