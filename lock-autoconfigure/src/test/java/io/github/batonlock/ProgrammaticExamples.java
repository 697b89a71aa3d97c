package io.github.batonlock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The Java of docs/programmatic.md, so that it is compiled.
 */
public class ProgrammaticExamples {

	private final LockRegistry locks;

	private final Store store;

	private final String text;

	ProgrammaticExamples(LockRegistry locks, Store store, String text) {
		this.locks = locks;
		this.store = store;
		this.text = text;
	}

	void shorter() {
		long rows = this.locks.executeLocked("nightly-report", () -> this.store.count());
	}

	void trying() {
		Optional<Lease> now = this.locks.obtain("nightly-report").tryAcquire();
		Optional<Lease> soon = this.locks.obtain("nightly-report").tryAcquire(Duration.ofSeconds(2));

		soon.ifPresent((lease) -> {
			try (lease) {
				this.store.write(this.text);
			}
		});
	}

	void asLock() throws InterruptedException {
		Lock lock = this.locks.obtain("nightly-report");
		if (lock.tryLock(2, TimeUnit.SECONDS)) {
			try {
				this.store.write(this.text);
			}
			finally {
				lock.unlock();
			}
		}
	}

	CompletableFuture<Void> future() {
		return this.locks.obtain("nightly-report")
			.acquireAsync(Duration.ofSeconds(5))
			.thenCompose((lease) -> this.store.writeAsync(this.text).whenComplete((result, failure) -> lease.close()));
	}

	CompletableFuture<Void> cancellable() {
		CompletableFuture<Lease> lease = this.locks.obtain("nightly-report").acquireAsync(Duration.ofSeconds(5));
		CompletableFuture<Void> written = lease
			.thenCompose((held) -> this.store.writeAsync(this.text).whenComplete((result, failure) -> held.close()));
		written.whenComplete((result, failure) -> lease.cancel(false));
		return written;
	}

	void fenced() {
		try (Lease lease = this.locks.obtain("nightly-report").acquire()) {
			this.store.write(this.text, lease.fencingToken());
		}
	}

	void checking(Iterable<String> parts) {
		try (Lease lease = this.locks.obtain("nightly-report").acquire()) {
			lease.onLost(this.store::stop);
			for (String part : parts) {
				lease.ensureValid();
				this.store.write(part);
			}
		}
	}

	void options() {
		LockOptions options = LockOptions.builder()
			.timeout(Duration.ofSeconds(30))
			.maxHold(Duration.ofMinutes(10))
			.category("reports")
			.build();
		LeasedLock lock = this.locks.obtain("report:7", options);
	}

	void spinning() {
		LockOptions spinning = LockOptions.builder().waiting(Waiting.SPIN).spinInterval(Duration.ofMillis(50)).build();
	}

	@EventListener
	void lost(LockLostEvent event) {
		this.store.write("Lost " + event.lockName() + " after " + event.held());
	}

	@Component
	public class Reports {

		private final LockRegistry locks;

		Reports(LockRegistry locks) {
			this.locks = locks;
		}

		void write() {
			try (Lease lease = this.locks.obtain("nightly-report").acquire()) {
				// inside
			}
		}

	}

	@Component
	class Slow implements LockListener {

		private static final Logger log = LoggerFactory.getLogger(Slow.class);

		@Override
		public void acquired(Lease lease, Duration waited) {
			if (waited.toSeconds() > 1) {
				log.info("{} took {}", lease.name(), waited);
			}
		}

	}

	/**
	 * The resource that is written to.
	 */
	interface Store {

		long count();

		void write(String text);

		void write(String text, long token);

		CompletableFuture<Void> writeAsync(String text);

		void stop();

	}

}
