package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Fencing;
import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.site.LockEvents;
import io.github.batonlock.engine.support.EngineTime;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.testing.TestOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An error at each point where the engine calls something, be it on the stack of a caller
 * or on a thread of the store: the next caller gets the lock, and nothing is left.
 */
@Timeout(300)
class CutOffTests {

	private static final Duration LEASE = Duration.ofSeconds(9);

	private static final Duration REPLY_TIMEOUT = Duration.ofMillis(20);

	@ParameterizedTest
	@EnumSource
	void nextCallerGetsInWhereverAnErrorCutsOff(Scene scene) {
		int points = 0;
		boolean hit = true;
		while (hit) {
			points++;
			World world = new World();
			world.fuse = points;
			scene.play(world);
			hit = world.fuse <= 0;
			world.fuse = Integer.MAX_VALUE;
			world.closeAll();
			world.pass();
			assertHealed(world.here, world, points);
			assertHealed(world.there, world, points);
		}
		assertThat(points).isGreaterThan(10);
	}

	private static void assertHealed(EngineLockRegistry registry, World world, int point) {
		CompletableFuture<Lease> next = registry.obtain("a").acquireAsync();
		world.pass();
		assertThat(next).as("the next one after an error at point %d, %s", point, world.where).isCompleted();
		next.join().close();
		world.pass();
		assertThat(registry.engine("a").inUse()).as("after an error at point %d, %s", point, world.where).isZero();
		assertThat(registry.engine("a").reclaimer().isEmpty()).isTrue();
	}

	enum Scene {

		ALONE {

			@Override
			void act(World world, LeasedLock here, LeasedLock there) {
				Lease outer = world.keep(here.tryAcquire().orElseThrow());
				world.keep(here.tryAcquire().orElseThrow()).close();
				outer.close();
			}

		},

		LOCK_AND_UNLOCK {

			@Override
			void act(World world, LeasedLock here, LeasedLock there) {
				assertThat(here.tryLock()).isTrue();
				world.locked = here;
				here.unlock();
			}

		},

		PASSED_ON {

			@Override
			void act(World world, LeasedLock here, LeasedLock there) {
				CompletableFuture<Lease> first = world.keep(here.acquireAsync());
				CompletableFuture<Lease> second = world.keep(here.acquireAsync());
				world.time.run();
				world.inside(first).close();
				world.time.run();
				world.inside(second).close();
			}

		},

		HANDED_OVER {

			@Override
			void act(World world, LeasedLock here, LeasedLock there) {
				CompletableFuture<Lease> first = world.keep(here.acquireAsync());
				world.time.run();
				CompletableFuture<Lease> second = world.keep(there.acquireAsync());
				CompletableFuture<Lease> third = world.keep(here.acquireAsync());
				world.time.run();
				world.inside(first).close();
				world.time.run();
				world.inside(second).close();
				world.time.run();
				world.inside(third).close();
			}

		},

		RENEWED {

			@Override
			void act(World world, LeasedLock here, LeasedLock there) {
				CompletableFuture<Lease> lease = world.keep(here.acquireAsync());
				world.time.pass(LEASE.dividedBy(2));
				world.inside(lease).close();
			}

		},

		LOST {

			@Override
			void act(World world, LeasedLock here, LeasedLock there) {
				LockOptions options = LockOptions.builder().maxHold(Duration.ofSeconds(1)).build();
				CompletableFuture<Lease> lease = world.keep(world.here.obtain("a", options).acquireAsync());
				CompletableFuture<Lease> next = world.keep(here.acquireAsync());
				world.time.run();
				world.inside(lease).onLost(() -> world.point("on lost"));
				world.time.pass(Duration.ofSeconds(2));
				world.inside(lease).close();
				world.inside(next).close();
			}

		},

		FENCED {

			@Override
			void act(World world, LeasedLock here, LeasedLock there) {
				LockOptions options = LockOptions.builder().fencing(Fencing.EAGER).build();
				Lease lease = world.keep(world.here.obtain("a", options).tryAcquire().orElseThrow());
				lease.fencingToken();
				lease.close();
			}

		},

		CANCELLED {

			@Override
			void act(World world, LeasedLock here, LeasedLock there) {
				CompletableFuture<Lease> first = world.keep(here.acquireAsync());
				world.time.run();
				CompletableFuture<Lease> second = world.keep(there.acquireAsync());
				world.time.run();
				second.cancel(false);
				world.time.run();
				world.inside(first).close();
			}

		};

		abstract void act(World world, LeasedLock here, LeasedLock there);

		/** As callers would, who see an error or not. */
		void play(World world) {
			try {
				act(world, world.here.obtain("a"), world.there.obtain("a"));
			}
			catch (Throwable ex) {
				if (world.fuse > 0) {
					throw ex;
				}
			}
		}

	}

	/**
	 * Two instances, in virtual time, in which something fails once.
	 */
	private static final class World {

		private final LocalLockStore memory = new LocalLockStore();

		private final VirtualTime time = new VirtualTime();

		private final EngineLockRegistry here = instance(this.memory);

		private final EngineLockRegistry there = instance(this.memory.sibling());

		private final List<CompletableFuture<Lease>> leases = new ArrayList<>();

		private @Nullable LeasedLock locked;

		/** How many points are left until the one that fails. */
		private int fuse = Integer.MAX_VALUE;

		private String where = "";

		private EngineLockRegistry instance(LockStore store) {
			LockOptions options = TestOptions.complete(LEASE, Duration.ofSeconds(100));
			EngineLockRegistry registry = new EngineLockRegistry((name) -> options,
					() -> new Engine(new WatchedStore(store, this::point), new BrittleTime(), REPLY_TIMEOUT,
							new LockEvents(new BrittleListener(), this::execute), new Random(1)));
			registry.start();
			return registry;
		}

		private void point(String name) {
			if (--this.fuse == 0) {
				this.where = name;
				throw new OutOfMemoryError("at " + name);
			}
		}

		private void execute(Runnable action) {
			point("execute");
			this.time.execute(action);
		}

		private Lease keep(Lease lease) {
			this.leases.add(CompletableFuture.completedFuture(lease));
			return lease;
		}

		private CompletableFuture<Lease> keep(CompletableFuture<Lease> lease) {
			this.leases.add(lease);
			return lease;
		}

		private Lease inside(CompletableFuture<Lease> lease) {
			this.time.pass(REPLY_TIMEOUT.multipliedBy(10));
			assertThat(lease).isCompleted();
			return lease.join();
		}

		/** As callers do in the end, and again where that has failed. */
		private void closeAll() {
			pass();
			for (CompletableFuture<Lease> lease : this.leases) {
				if (lease.isDone() && !lease.isCompletedExceptionally()) {
					lease.join().close();
				}
				else {
					lease.cancel(false);
				}
				pass();
			}
			if (this.locked != null && this.locked.current().isPresent()) {
				this.locked.unlock();
			}
		}

		private void pass() {
			this.time.pass(LEASE.multipliedBy(2));
		}

		private final class BrittleTime implements EngineTime {

			/** Goes on with each look, so that threads do not wait for ever. */
			@Override
			public Moment now() {
				point("now");
				World.this.time.skip(Duration.ofMillis(1));
				return World.this.time.now();
			}

			@Override
			public void schedule(Runnable task, long delayNanos) {
				point("schedule");
				World.this.time.schedule(task, delayNanos);
			}

			@Override
			public void close() {
			}

		}

		private final class BrittleListener implements LockListener {

			@Override
			public void acquired(Lease lease, Duration waited) {
				point("acquired");
			}

			@Override
			public void released(String name, Duration held) {
				point("released");
			}

			@Override
			public void lost(String name, Duration held, LockLostException reason) {
				point("lost");
			}

		}

	}

}
