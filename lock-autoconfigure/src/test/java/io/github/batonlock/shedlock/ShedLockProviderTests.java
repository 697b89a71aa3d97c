package io.github.batonlock.shedlock;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.testing.TestOptions;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ShedLockProvider}.
 */
@Timeout(60)
class ShedLockProviderTests {

	private final LocalLockStore store = new LocalLockStore();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final EngineLockRegistry here = registry(this.store);

	private final EngineLockRegistry elsewhere = registry(this.store.sibling());

	private final ShedLockProvider provider = new ShedLockProvider(this.here);

	private final ShedLockProvider other = new ShedLockProvider(this.elsewhere);

	private EngineLockRegistry registry(LocalLockStore store) {
		return new EngineLockRegistry(store, (name) -> TestOptions.COMPLETE, Duration.ofSeconds(2), new LockListener() {
		});
	}

	@AfterEach
	void stop() {
		this.here.close();
		this.elsewhere.close();
		this.threads.shutdownNow();
	}

	private static LockConfiguration job(Duration atMost, Duration atLeast) {
		return new LockConfiguration(Instant.now(), "job", atMost, atLeast);
	}

	private static LockConfiguration job() {
		return job(Duration.ofMinutes(10), Duration.ZERO);
	}

	@Test
	void takesTheLockOrNot() {
		Optional<SimpleLock> lock = this.provider.lock(job());
		assertThat(lock).isPresent();
		assertThat(this.other.lock(job())).isEmpty();
		lock.get().unlock();
		assertThat(this.other.lock(job())).isPresent();
	}

	@Test
	void threadThatHoldsTheLockDoesNotGetItAgain() {
		assertThat(this.provider.lock(job())).isPresent();
		assertThat(this.provider.lock(job())).isEmpty();
	}

	@Test
	void anyThreadUnlocks() throws Exception {
		SimpleLock lock = this.provider.lock(job()).orElseThrow();
		this.threads.submit(lock::unlock).get();
		assertThat(this.other.lock(job())).isPresent();
	}

	@Test
	void lockEndsAfterLockAtMostFor() {
		SimpleLock lock = this.provider.lock(job(Duration.ofMillis(1), Duration.ZERO)).orElseThrow();
		await().until(() -> this.other.lock(job()).isPresent());
		lock.unlock();
		assertThat(this.threads.submit(() -> this.other.lock(job()))).succeedsWithin(Duration.ofSeconds(20))
			.isEqualTo(Optional.empty());
	}

	@Test
	void sameThreadGetsTheLockAfterLockAtMostFor() {
		SimpleLock old = this.provider.lock(job(Duration.ofMillis(1), Duration.ZERO)).orElseThrow();
		await().pollInSameThread().until(() -> this.provider.lock(job()).isPresent());
		old.unlock();
		assertThat(this.provider.lock(job())).isEmpty();
		assertThat(this.other.lock(job())).isEmpty();
	}

	@Test
	void lockStaysTakenThoughItsThreadHasEnded() throws Exception {
		run(() -> this.provider.lock(job()).orElseThrow());
		// locks that end with their thread
		for (String watched : new String[] { "one", "two" }) {
			run(() -> this.here.obtain(watched).acquire());
			this.elsewhere.obtain(watched).acquireAsync(Duration.ofSeconds(30)).join().close();
		}
		assertThat(this.provider.lock(job())).isEmpty();
		assertThat(this.other.lock(job())).isEmpty();
	}

	private static void run(Runnable action) throws InterruptedException {
		Thread thread = new Thread(action);
		thread.start();
		thread.join();
	}

	@Test
	void threadThatIsInsideByOtherMeansDoesNotGetTheLock() {
		try (Lease inside = this.here.obtain("job").acquire()) {
			assertThat(this.provider.lock(job())).isEmpty();
			assertThat(inside.isValid()).isTrue();
		}
		assertThat(this.provider.lock(job())).isPresent();
	}

	@Test
	void interruptedThreadGetsNoLock() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(LockInterruptedException.class).isThrownBy(() -> this.provider.lock(job()));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.other.lock(job())).isPresent();
	}

	@Test
	void lockThatComesWithTheInterruptIsReleased() {
		Lease lease = mock(Lease.class);
		LeasedLock lock = mock(LeasedLock.class);
		LockRegistry registry = (name, options) -> lock;
		given(lock.name()).willReturn("job");
		given(lock.acquireAsync(Duration.ZERO)).willReturn(new CompletableFuture<>() {

			@Override
			public Lease get() throws InterruptedException {
				complete(lease);
				throw new InterruptedException();
			}

		});
		assertThatExceptionOfType(LockInterruptedException.class)
			.isThrownBy(() -> new ShedLockProvider(registry).lock(job()));
		assertThat(Thread.interrupted()).isTrue();
		then(lease).should().close();
	}

	@Test
	void lockStaysTakenForLockAtLeastFor() throws Exception {
		SimpleLock lock = this.provider.lock(job(Duration.ofMinutes(10), Duration.ofMinutes(10))).orElseThrow();
		lock.unlock();
		assertThat(this.provider.lock(job())).isEmpty();
		assertThat(this.other.lock(job())).isEmpty();
	}

	@Test
	void unlocksOnce() {
		SimpleLock lock = this.provider.lock(job()).orElseThrow();
		lock.unlock();
		assertThatIllegalStateException().isThrownBy(lock::unlock);
	}

	@Test
	void doesNotExtend() {
		SimpleLock lock = this.provider.lock(job()).orElseThrow();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> lock.extend(Duration.ofMinutes(20), Duration.ZERO));
	}

	@Test
	void storeThatDoesNotAnswerIsNotBusy() {
		this.here.stop();
		assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.provider.lock(job()));
	}

	@Test
	void refusesLockAtMostForOfZero() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.provider.lock(job(Duration.ZERO, Duration.ZERO)))
			.withMessage("lockAtMostFor of lock 'job' must be longer than zero");
	}

	@Test
	void messagesEscapeNames() {
		LockConfiguration configuration = new LockConfiguration(Instant.now(), "a\nb", Duration.ZERO, Duration.ZERO);
		assertThatIllegalArgumentException().isThrownBy(() -> this.provider.lock(configuration))
			.withMessageContaining("lock 'a\\u000Ab'");
	}

}
