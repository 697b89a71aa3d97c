package io.github.batonlock.engine;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.local.LocalLockStore;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The engine's lock under real threads: whatever they do to each other, what they are
 * told could have been told to one thread after another. Waits have no end here, so a
 * wake-up that is lost shows as a run that hangs.
 */
@Tag("lincheck")
class EngineLockLincheckTests {

	@Test
	void triesAndReleasesOfThreadsAreThoseOfOneLock() {
		Interleavings.stress(200).sequentialSpecification(OneLock.class).check(Tries.class);
	}

	@Test
	void callersOfOneJvmEnterOneByOne() {
		Interleavings.stress(200).sequentialSpecification(Counter.class).check(OneJvm.class);
	}

	@Test
	void callersOfTwoJvmsEnterOneByOne() {
		Interleavings.stress(200).sequentialSpecification(Counter.class).check(TwoJvms.class);
	}

	@Test
	void callersEnterBeforeTheStopOrAreRefused() {
		Interleavings.stress(50).sequentialSpecification(Counter.class).check(Stopped.class);
	}

	@Param(name = "thread", gen = ThreadIdGen.class)
	public static class Tries {

		private final LeasedLock lock = Interleavings.registry(new LocalLockStore()).obtain("a");

		@Operation
		public boolean tryLock(@Param(name = "thread") int thread) {
			return this.lock.tryLock();
		}

		@Operation
		public boolean unlock(@Param(name = "thread") int thread) {
			try {
				this.lock.unlock();
				return true;
			}
			catch (IllegalMonitorStateException ex) {
				return false;
			}
		}

		@Operation
		public boolean holds(@Param(name = "thread") int thread) {
			return this.lock.current().isPresent();
		}

	}

	public static class OneLock {

		private int owner;

		private int entries;

		public boolean tryLock(int thread) {
			if (this.entries > 0 && this.owner != thread) {
				return false;
			}
			this.owner = thread;
			this.entries++;
			return true;
		}

		public boolean unlock(int thread) {
			boolean holds = holds(thread);
			this.entries -= holds ? 1 : 0;
			return holds;
		}

		public boolean holds(int thread) {
			return this.entries > 0 && this.owner == thread;
		}

	}

	public abstract static class Jvms {

		private final EngineLockRegistry[] jvms;

		private int counter;

		private long token;

		Jvms() {
			LocalLockStore store = new LocalLockStore();
			this.jvms = new EngineLockRegistry[count()];
			for (int i = 0; i < this.jvms.length; i++) {
				this.jvms[i] = Interleavings.registry(store.sibling());
				this.jvms[i].start();
			}
		}

		abstract int count();

		@Operation
		public int increment(@Param(gen = ThreadIdGen.class) int thread) {
			try (Lease lease = lock(thread).acquire()) {
				return ++this.counter;
			}
		}

		@Operation
		public boolean drawHigherToken(@Param(gen = ThreadIdGen.class) int thread) {
			try (Lease lease = lock(thread).acquire()) {
				long last = this.token;
				this.token = lease.fencingToken();
				return this.token > last;
			}
		}

		private LeasedLock lock(int thread) {
			return this.jvms[thread % this.jvms.length].obtain("a");
		}

		@Validate
		public void nothingIsLeft() {
			for (EngineLockRegistry jvm : this.jvms) {
				Engine engine = jvm.engine("a");
				if (engine.inUse() > 0 || !engine.reclaimer().isEmpty()) {
					throw new AssertionError("Something is left of a lock that nobody uses");
				}
			}
		}

	}

	public static class OneJvm extends Jvms {

		@Override
		int count() {
			return 1;
		}

	}

	public static class TwoJvms extends Jvms {

		@Override
		int count() {
			return 2;
		}

	}

	public static class Stopped {

		private final EngineLockRegistry registry = Interleavings.registry(new LocalLockStore());

		private int counter;

		@Operation
		public int increment(@Param(gen = ThreadIdGen.class) int thread) {
			LeasedLock lock = this.registry.obtain("a");
			try {
				lock.lock();
			}
			catch (LockUnavailableException ex) {
				return Counter.STOPPED;
			}
			int counted = ++this.counter;
			try {
				lock.unlock();
			}
			catch (LockLostException ex) {
				// by the stop, which lets nobody else in
			}
			return counted;
		}

		@Operation(runOnce = true)
		public void stop() {
			this.registry.stop();
		}

	}

	public static class Counter {

		static final int STOPPED = -1;

		private int counter;

		private boolean stopped;

		public int increment(int thread) {
			return this.stopped ? STOPPED : ++this.counter;
		}

		public boolean drawHigherToken(int thread) {
			return true;
		}

		public void stop() {
			this.stopped = true;
		}

	}

}
