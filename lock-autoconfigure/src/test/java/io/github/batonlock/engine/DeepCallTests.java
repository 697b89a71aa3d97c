package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.testing.DeepStack;
import io.github.batonlock.testing.TestOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Callers whose stack is almost used up: whatever becomes of them, the next caller gets
 * the lock, and nothing else is harmed.
 */
@Timeout(900)
class DeepCallTests {

	private static final Duration LIMIT = Duration.ofSeconds(40);

	private static final Duration LEASE = Duration.ofSeconds(3);

	/** Frames in a row where all is well: there is enough of a stack above them. */
	private static final int ENOUGH = 150;

	private final AtomicInteger renewals = new AtomicInteger();

	private final EngineLockRegistry registry = new EngineLockRegistry(
			new WatchedStore(new LocalLockStore(), this::count), (name) -> TestOptions.complete(LEASE, LIMIT),
			Duration.ofSeconds(5), new LockListener() {
			});

	private final DeepStack deep = new DeepStack();

	private void count(String command) {
		if (command.equals("renew")) {
			this.renewals.incrementAndGet();
		}
	}

	@BeforeEach
	void start() {
		this.registry.start();
	}

	@AfterEach
	void stop() {
		this.deep.close();
		this.registry.stop();
	}

	@ParameterizedTest
	@EnumSource
	void nextCallerGetsInWhateverTheStackDoes(Call call) throws Exception {
		Lease other = this.registry.obtain("other").acquireAsync().get(30, TimeUnit.SECONDS);
		int well = 0;
		int failed = 0;
		for (int frames = 0; well < ENOUGH; frames++) {
			Scene scene = new Scene(this.registry);
			this.deep.run(() -> call.before.act(scene));
			Throwable outcome = this.deep.runAtDepth(frames, () -> call.deep.act(scene));
			this.deep.run(() -> call.after.act(scene));
			assertNextCallerGetsIn(frames, outcome);
			well = (outcome != null) ? 0 : well + 1;
			failed += (outcome != null) ? 1 : 0;
		}
		assertThat(failed).isPositive();
		assertNothingHarmed(other);
	}

	@Test
	void nextCallerGetsInWhateverTheStackOfAWaiterDoes() throws Exception {
		Lease other = this.registry.obtain("other").acquireAsync().get(30, TimeUnit.SECONDS);
		int well = 0;
		for (int frames = 0; well < ENOUGH; frames++) {
			Lease held = this.registry.obtain("deep").acquireAsync().get(30, TimeUnit.SECONDS);
			Scene scene = new Scene(this.registry);
			DeepStack.Descent waiter = this.deep.begin(frames, () -> scene.lease = scene.lock.acquire());
			await().pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.atMost(LIMIT)
				.until(() -> waiter.isOver() || this.registry.waiting() == 1);
			held.close();
			Throwable outcome = waiter.outcome();
			this.deep.run(scene::close);
			assertNextCallerGetsIn(frames, outcome);
			well = (outcome != null) ? 0 : well + 1;
		}
		assertNothingHarmed(other);
	}

	private void assertNextCallerGetsIn(int frames, @Nullable Throwable outcome) {
		assertThat(this.registry.obtain("deep").tryAcquire(LIMIT))
			.as("the next one after a call with %d frames left, which ended with %s", frames, outcome)
			.hasValueSatisfying(Lease::close);
	}

	private void assertNothingHarmed(Lease other) {
		await().atMost(LIMIT).until(() -> this.registry.engine("any").inUse() == 1);
		int before = this.renewals.get();
		await().atMost(LIMIT).until(() -> this.renewals.get() > before + 1);
		assertThat(other.isValid()).isTrue();
		other.close();
		assertThat(this.registry.engine("any").inUse()).isZero();
	}

	enum Call {

		ACQUIRE((scene) -> {
		}, (scene) -> scene.lease = scene.lock.acquire(), Scene::close),

		TRY_ACQUIRE((scene) -> {
		}, (scene) -> scene.lease = scene.lock.tryAcquire().orElseThrow(), Scene::close),

		LOCK((scene) -> {
		}, (scene) -> {
			scene.lock.lock();
			scene.locked = true;
		}, Scene::unlock),

		TRY_LOCK((scene) -> {
		}, (scene) -> scene.locked = scene.lock.tryLock(), Scene::unlock),

		ACQUIRE_ASYNC((scene) -> {
		}, (scene) -> scene.future = scene.lock.acquireAsync(), Scene::join),

		EXECUTE_LOCKED((scene) -> {
		}, (scene) -> scene.registry.executeLocked("deep", () -> {
		}), (scene) -> {
		}),

		CLOSE(Scene::acquire, Scene::close, Scene::closeUnlessReached),

		CLOSE_AND_CLOSE_AGAIN(Scene::acquire, Scene::close, Scene::close),

		CLOSE_ASYNC(Scene::acquireAsync, Scene::close, Scene::closeUnlessReached),

		CLOSE_INNER((scene) -> {
			scene.acquire();
			scene.outer = scene.lease;
			scene.acquire();
		}, Scene::close, (scene) -> {
			scene.closeUnlessReached();
			scene.outer.close();
		}),

		CLOSE_OUTER((scene) -> {
			scene.acquire();
			scene.inner = scene.lock.acquire();
		}, Scene::close, (scene) -> {
			scene.closeUnlessReached();
			assertThat(scene.inner.isValid()).isTrue();
			scene.inner.close();
		}),

		REENTER(Scene::acquire, (scene) -> scene.inner = scene.lock.acquire(), (scene) -> {
			if (scene.inner != null) {
				scene.inner.close();
			}
			scene.close();
		}),

		UNLOCK((scene) -> scene.lock.lock(), (scene) -> scene.lock.unlock(), Scene::unlockIfHeld),

		FENCING_TOKEN(Scene::acquire, (scene) -> scene.lease.fencingToken(), Scene::close),

		ON_LOST(Scene::acquire, (scene) -> scene.lease.onLost(() -> {
		}), Scene::close),

		CURRENT(Scene::acquire, (scene) -> scene.lock.current().orElseThrow(), Scene::close);

		private final Act before;

		private final Act deep;

		private final Act after;

		Call(Act before, Act deep, Act after) {
			this.before = before;
			this.deep = deep;
			this.after = after;
		}

	}

	private interface Act {

		void act(Scene scene) throws Exception;

	}

	/**
	 * What one caller has got.
	 */
	private static final class Scene {

		private final LockRegistry registry;

		private final LeasedLock lock;

		private Lease lease;

		private Lease outer;

		private Lease inner;

		private CompletableFuture<Lease> future;

		private boolean locked;

		private Scene(LockRegistry registry) {
			this.registry = registry;
			this.lock = registry.obtain("deep");
		}

		private void acquire() {
			this.lease = this.lock.acquire();
		}

		private void acquireAsync() throws Exception {
			this.lease = this.lock.acquireAsync().get(30, TimeUnit.SECONDS);
		}

		private void close() {
			if (this.lease != null) {
				this.lease.close();
			}
		}

		/**
		 * A call whose first frame found no stack has changed nothing.
		 */
		private void closeUnlessReached() {
			if (this.lease.isValid()) {
				this.lease.close();
			}
		}

		private void unlockIfHeld() {
			try {
				this.lock.unlock();
			}
			catch (IllegalMonitorStateException ex) {
				// it was unlocked
			}
		}

		private void join() throws Exception {
			if (this.future != null) {
				this.future.get(30, TimeUnit.SECONDS).close();
			}
		}

		private void unlock() {
			if (this.locked) {
				this.lock.unlock();
			}
		}

	}

}
