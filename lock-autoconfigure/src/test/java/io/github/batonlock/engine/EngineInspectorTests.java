package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.inspect.LockInspector;
import io.github.batonlock.inspect.RegistryStatus;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.store.LockState;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.Request;
import io.github.batonlock.testing.TestOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link EngineInspector}: the store.
 */
@Timeout(60)
class EngineInspectorTests {

	private final LocalLockStore memory = new LocalLockStore();

	private final EngineLockRegistry here = registry(this.memory, Duration.ofSeconds(20));

	private final EngineLockRegistry there = registry(this.memory.sibling(), Duration.ofSeconds(20));

	private final LockInspector view = this.here.inspector();

	private static EngineLockRegistry registry(LockStore store, Duration replyTimeout) {
		EngineLockRegistry registry = new EngineLockRegistry(store,
				(name) -> TestOptions.complete(Duration.ofMillis(1500), Duration.ofSeconds(30)), replyTimeout,
				new LockListener() {
				});
		registry.start();
		return registry;
	}

	@AfterEach
	void stop() {
		this.here.stop();
		this.there.stop();
	}

	@Test
	void tellsOwnerAndQueueOfAnyJvm() {
		Lease lease = this.there.obtain("a").acquireAsync().join();
		CompletableFuture<Lease> waiter = this.here.obtain("a").acquireAsync();
		await().until(() -> this.view.look("a", 10).queued() == 1);
		LockState state = this.view.look("a", 10);
		assertThat(state.owner()).extracting(Request::instance).isEqualTo(instance(this.there));
		assertThat(state.queue()).extracting(Request::instance).containsExactly(instance(this.here));
		lease.close();
		waiter.orTimeout(20, TimeUnit.SECONDS).join().close();
		await().until(() -> this.view.look("a", 10).owner() == null);
	}

	@Test
	void releasedByForceGoesToTheNextAndIsLostToItsFormerOwner() {
		Lease lease = this.there.obtain("a").acquireAsync().join();
		CompletableFuture<Void> lost = new CompletableFuture<>();
		lease.onLost(() -> lost.complete(null));
		CompletableFuture<Lease> waiter = this.here.obtain("a").acquireAsync();
		await().until(() -> this.view.look("a", 1).queued() == 1);
		assertThat(this.view.release("a", owner())).isTrue();
		Lease next = waiter.orTimeout(20, TimeUnit.SECONDS).join();
		lost.orTimeout(20, TimeUnit.SECONDS).join();
		assertThat(lease.isValid()).isFalse();
		assertThat(next.isValid()).isTrue();
		lease.close();
		assertThat(this.view.look("a", 1).owner()).extracting(Request::instance).isEqualTo(instance(this.here));
		next.close();
	}

	@Test
	void releasesNothingThatAnotherRequestOwns() {
		Lease first = this.there.obtain("a").acquireAsync().join();
		Request former = owner();
		first.close();
		await().until(() -> this.view.look("a", 1).owner() == null);
		assertThat(this.view.release("a", former)).isFalse();
		Lease second = this.there.obtain("a").acquireAsync().join();
		assertThat(this.view.release("a", former)).isFalse();
		assertThat(this.view.release("b", owner())).isFalse();
		assertThat(second.isValid()).isTrue();
		assertThat(this.view.look("a", 1).owner()).extracting(Request::instance).isEqualTo(instance(this.there));
		second.close();
	}

	@Test
	void takesNoPlaceInTheQueueAway() {
		Lease lease = this.there.obtain("a").acquireAsync().join();
		CompletableFuture<Lease> waiter = this.here.obtain("a").acquireAsync();
		await().until(() -> this.view.look("a", 1).queued() == 1);
		Request queued = this.view.look("a", 1).queue().get(0);
		assertThat(this.view.release("a", queued)).isFalse();
		assertThat(this.view.look("a", 1).queue()).containsExactly(queued);
		lease.close();
		waiter.orTimeout(20, TimeUnit.SECONDS).join().close();
	}

	@Test
	void storeThatCannotBeLookedIntoSaysSo() {
		Rig rig = new Rig();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> rig.registry.inspector().look("a", 1))
			.withMessage("The scripted store does not support inspection");
		assertThat(rig.registry.inspector().status()).extracting(RegistryStatus::failure).isNull();
	}

	@Test
	void ownerOfThisJvmHearsAtOnceThatItsLockWasTakenAway() {
		Lease lease = this.here.obtain("a", LockOptions.builder().lease(Duration.ofHours(1)).build())
			.acquireAsync()
			.join();
		CompletableFuture<Void> lost = new CompletableFuture<>();
		lease.onLost(() -> lost.complete(null));
		assertThat(this.view.release("a", owner())).isTrue();
		lost.orTimeout(20, TimeUnit.SECONDS).join();
	}

	@Test
	void waitsForAnAnswerNoLongerThanReplyTimeoutAndTellsTheStatus() {
		EngineLockRegistry hanging = registry(hanging(), Duration.ofMillis(20));
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> hanging.inspector().look("a", 1))
			.withMessage("Lock 'a' is unavailable: The store gave no answer within 20 ms");
		RegistryStatus status = hanging.inspector().status();
		assertThat(status).isNotNull();
		assertThat(status.failure()).extracting(RegistryStatus.Failure::message)
			.isEqualTo("The store gave no answer within 20 ms");
		hanging.stop();
	}

	@Test
	void answerIsAnAnswerOfTheStore() {
		this.view.look("a", 1);
		assertThat(this.here.inspector().status()).extracting(RegistryStatus::sinceAnswer).isNotNull();
	}

	@Test
	void interruptEndsTheWaitAndIsKept() {
		EngineLockRegistry hanging = registry(hanging(), Duration.ofHours(1));
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(LockInterruptedException.class).isThrownBy(() -> hanging.inspector().look("a", 1));
		assertThat(Thread.interrupted()).isTrue();
		hanging.stop();
	}

	@Test
	void isUnavailableWhileTheRegistryDoesNotRun() {
		this.here.stop();
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.view.look("a", 1))
			.withMessage("Lock 'a' is unavailable: its registry does not run");
	}

	private Request owner() {
		Request owner = this.view.look("a", 1).owner();
		assertThat(owner).isNotNull();
		return owner;
	}

	private static String instance(EngineLockRegistry registry) {
		RegistryStatus status = registry.inspector().status();
		assertThat(status).isNotNull();
		return status.instance();
	}

	/** A store that answers nothing. */
	private static LockStore hanging() {
		LockStore store = mock(LockStore.class);
		given(store.inspect(anyString(), anyInt())).willReturn(new CompletableFuture<>());
		given(store.toString()).willReturn("The store");
		return store;
	}

}
