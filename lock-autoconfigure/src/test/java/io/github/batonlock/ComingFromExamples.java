package io.github.batonlock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import io.github.batonlock.DistributedLock.OnTimeout;

import org.springframework.scheduling.annotation.Scheduled;

/**
 * The Java after the change in docs/coming-from.md, so that it is compiled. The code
 * before the change is in lock-benchmarks, together with the other libraries.
 */
public class ComingFromExamples {

	private final LockRegistry locks;

	private final Store store;

	ComingFromExamples(LockRegistry locks, Store store) {
		this.locks = locks;
		this.store = store;
	}

	void fromRedisson(long id) {
		try (Lease lease = this.locks.obtain("order:" + id).acquire()) {
			this.store.ship(id);
		}
	}

	void fromRedissonTrying(long id) {
		Optional<Lease> lease = this.locks.obtain("order:" + id).tryAcquire(Duration.ofSeconds(5));
		lease.ifPresent((held) -> {
			try (held) {
				this.store.ship(id);
			}
		});
	}

	void fromRedissonFenced(long id) {
		try (Lease lease = this.locks.obtain("order:" + id).acquire()) {
			this.store.ship(id, lease.fencingToken());
		}
	}

	void fromIntegration(long id) throws InterruptedException {
		Lock lock = this.locks.obtain("order:" + id);
		if (lock.tryLock(5, TimeUnit.SECONDS)) {
			try {
				this.store.ship(id);
			}
			finally {
				lock.unlock();
			}
		}
	}

	void fromIntegrationExecute(long id) {
		this.locks.executeLocked("order:" + id, () -> this.store.ship(id));
	}

	@Scheduled(cron = "0 0 3 * * *")
	@DistributedLock(name = "nightly-report", timeout = "0s", onTimeout = OnTimeout.SKIP, minHold = "5m")
	public void writeReport() {
		CurrentLease.get().ensureValid();
	}

	@DistributedLock(name = "order", key = "#id", timeout = "3s")
	public void ship(long id) {
		this.store.ship(id);
	}

	/**
	 * The resource that is written to.
	 */
	interface Store {

		void ship(long id);

		void ship(long id, long token);

	}

}
