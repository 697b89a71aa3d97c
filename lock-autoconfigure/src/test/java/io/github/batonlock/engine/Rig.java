package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.github.batonlock.Lease;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.engine.site.LockEvents;
import io.github.batonlock.testing.TestOptions;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One instance over a scripted store, in virtual time: the engine as the tests of its
 * races drive it.
 */
final class Rig {

	static final Duration LEASE = Duration.ofSeconds(9);

	static final Duration REPLY_TIMEOUT = Duration.ofSeconds(2);

	static final LockOptions OPTIONS = TestOptions.complete(LEASE, Duration.ofSeconds(100));

	final VirtualTime time = new VirtualTime();

	final ScriptedStore store = new ScriptedStore();

	final List<String> lost = new ArrayList<>();

	final List<String> released = new ArrayList<>();

	Executor executor = this.time;

	final EngineLockRegistry registry;

	private @Nullable Engine engine;

	Rig() {
		this.registry = new EngineLockRegistry((name) -> OPTIONS, this::newEngine);
		this.registry.start();
		this.store.subscribed();
	}

	private Engine newEngine() {
		LockListener listener = new LockListener() {

			@Override
			public void released(String name, Duration held) {
				Rig.this.released.add(name);
			}

			@Override
			public void lost(String name, Duration held, LockLostException reason) {
				Rig.this.lost.add(name);
			}

		};
		this.engine = new Engine(this.store, this.time, REPLY_TIMEOUT,
				new LockEvents(listener, (task) -> this.executor.execute(task)), new Random(1));
		return this.engine;
	}

	Engine engine() {
		return this.registry.engine("any");
	}

	CompletableFuture<Lease> acquire() {
		return acquire(LockOptions.configured());
	}

	CompletableFuture<Lease> acquire(LockOptions options) {
		CompletableFuture<Lease> lease = this.registry.obtain("a", options).acquireAsync();
		this.time.run();
		return lease;
	}

	CompletableFuture<Lease> tryAcquire() {
		return this.registry.obtain("a").acquireAsync(Duration.ZERO);
	}

	/** A caller inside by the first try. */
	Lease inside() {
		return inside(LockOptions.configured());
	}

	Lease inside(LockOptions options) {
		CompletableFuture<Lease> lease = acquire(options);
		this.store.next("try").answer(ScriptedStore.granted());
		return entered(lease);
	}

	/** The calling thread inside by the first try. */
	Lease insideAsOwner(LockOptions options) {
		this.store.answerWith(ScriptedStore.granted());
		Lease lease = this.registry.obtain("a", options).acquire();
		this.store.answerWith(null);
		this.store.next("try");
		return lease;
	}

	/** A caller that waits with a place in the queue of the store. */
	Sent queued(CompletableFuture<Lease> lease, long place) {
		assertThat(lease).isNotDone();
		this.store.next("try").answer(ScriptedStore.taken());
		Sent acquire = this.store.next("acquire");
		acquire.answer(ScriptedStore.waits(place));
		return acquire;
	}

	Lease entered(CompletableFuture<Lease> lease) {
		this.time.run();
		assertThat(lease).isCompleted();
		assertThat(lease.join().isValid()).isTrue();
		return lease.join();
	}

	/** Close a lease, without the wait for the answer of the store. */
	void leave(Lease lease) {
		EngineLease left = (EngineLease) lease;
		left.hold().leave();
		left.site().exit(left.hold());
		this.time.run();
	}

	Sent released(Lease lease) {
		leave(lease);
		return this.store.next("release");
	}

	/** Callers that come one after another. */
	List<CompletableFuture<Lease>> acquire(int count) {
		List<CompletableFuture<Lease>> leases = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			leases.add(acquire());
		}
		return leases;
	}

	/**
	 * Let callers enter and leave until one leaves through the store.
	 * @return how many have left, the last one included
	 */
	int passesUntilRelease(List<CompletableFuture<Lease>> callers) {
		int passes = 0;
		for (CompletableFuture<Lease> caller : callers) {
			leave(entered(caller));
			passes++;
			if (!this.store.unseen().isEmpty()) {
				break;
			}
		}
		return passes;
	}

	/** Ask for a fencing token, without the wait for it. */
	CompletableFuture<Long> token(Lease lease) {
		return ((EngineLease) lease).site().token(((EngineLease) lease).hold());
	}

	void pass(Duration duration) {
		this.time.pass(duration);
	}

	/** Let time pass until something is sent, at most a lease. */
	void passUntilSent() {
		for (long waited = 0; this.store.unseen().isEmpty() && waited < LEASE.toMillis(); waited += 5) {
			pass(Duration.ofMillis(5));
		}
	}

	/** Nothing more is sent, and nothing is kept. */
	void assertNothingLeft() {
		assertQuiet();
		assertThat(engine().inUse()).isZero();
		assertThat(engine().reclaimer().isEmpty()).isTrue();
	}

	/** Nothing is sent now. */
	void assertQuiet() {
		this.time.run();
		assertThat(this.store.unseen()).isEmpty();
	}

}
