package io.github.batonlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.ReleaseReply.Released;
import io.github.batonlock.engine.ScriptedStore.Sent;
import io.github.batonlock.local.LocalLockStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The end of an instance, while threads hold and wait.
 */
class StopTests {

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@Test
	void waitersAreRefusedAndTheirPlaceGivenBack() {
		CompletableFuture<Lease> waiter = this.rig.acquire();
		Sent acquire = this.rig.queued(waiter, 7);
		this.store.answerWith(new Released());
		this.rig.registry.stop();
		this.rig.time.drain();
		assertUnavailable(waiter);
		Sent giveBack = this.store.next("release");
		assertThat(giveBack.request).isEqualTo(acquire.request);
	}

	@Test
	void whatSomebodyIsInsideOfIsLostAndLeftToExpire() {
		Lease lease = this.rig.inside();
		this.rig.registry.stop();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lease::ensureValid)
			.withMessageContaining("its registry was stopped");
		assertThat(this.store.unseen()).isEmpty();
		this.rig.leave(lease);
		assertThat(this.store.unseen()).isEmpty();
	}

	@Test
	void chosenCallerThatHasNotEnteredIsRefusedAndTheLockReleased() {
		CompletableFuture<Lease> chosen = this.rig.acquire();
		this.rig.time.hold();
		this.store.next("try").answer(ScriptedStore.granted());
		this.store.answerWith(new Released());
		this.rig.registry.stop();
		this.rig.time.drain();
		assertUnavailable(chosen);
		this.store.next("release");
	}

	@Test
	void lingeringTenureIsReleased() {
		this.rig.leave(this.rig.inside(LockOptions.builder().linger(Duration.ofHours(1)).build()));
		this.store.answerWith(new Released());
		this.rig.registry.stop();
		this.store.next("release");
	}

	@Test
	void restOfMinHoldIsLeftToTheKey() {
		this.rig.leave(this.rig.inside(LockOptions.builder().minHold(Duration.ofMinutes(1)).build()));
		this.store.answerWith(new RenewReply.Kept(0));
		this.rig.registry.stop();
		assertThat(this.store.next("renew").lease).isEqualTo(Duration.ofMinutes(1));
		assertThat(this.store.unseen()).isEmpty();
	}

	@Test
	void newcomersAreRefusedWithoutACommand() {
		this.rig.registry.stop();
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(this.rig::acquire)
			.withMessage("Lock 'a' is unavailable: its registry is stopped");
		assertThat(this.store.unseen()).isEmpty();
	}

	@Test
	void unlockAfterAStopSaysThatTheLockWasLost() {
		EngineLockRegistry registry = new EngineLockRegistry(new LocalLockStore(), (name) -> Rig.OPTIONS,
				Rig.REPLY_TIMEOUT, Runnable::run, new LockListener() {
				});
		for (Runnable next : List.<Runnable>of(registry::stop, () -> {
			registry.stop();
			registry.start();
		})) {
			registry.start();
			LeasedLock lock = registry.obtain("lock " + next);
			lock.lock();
			assertThat(lock.current()).isPresent();
			next.run();
			assertThatExceptionOfType(LockLostException.class).isThrownBy(lock::unlock)
				.withMessageContaining("its registry was stopped");
			assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
		}
		registry.stop();
	}

	private static void assertUnavailable(CompletableFuture<Lease> caller) {
		assertThat(caller).isCompletedExceptionally();
		assertThat(caller.handle((lease, error) -> error).join()).isInstanceOf(LockUnavailableException.class)
			.hasMessageContaining("its registry is stopped");
	}

}
