package io.github.batonlock.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockInterruptedException;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockUnavailableException;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.testing.TestOptions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Names of locks and threads that would forge lines of a log, or hide in one.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class HostileNamesTests {

	private static final String HOSTILE = "a\r\n\u0085\u2028\u2029FORGED \u001B[31m\u202E";

	private static final String SHOWN = "a\\u000D\\u000A\\u0085\\u2028\\u2029FORGED \\u001B[31m\\u202E";

	private final LocalLockStore store = new LocalLockStore();

	private final EngineLockRegistry locks = new EngineLockRegistry(this.store, (name) -> TestOptions.COMPLETE,
			Duration.ofSeconds(2), new LockListener() {
			});

	@AfterEach
	void stop() {
		this.locks.close();
	}

	@Test
	void exceptionsOfCallersShowThem() throws Exception {
		Lease held = this.locks.obtain(HOSTILE).acquireAsync().get();
		LockAcquisitionTimeoutException timeout = shows(LockAcquisitionTimeoutException.class,
				() -> this.locks.obtain(HOSTILE).acquire(Duration.ZERO));
		assertThat(timeout.getLockName()).isEqualTo(HOSTILE);
		assertThat(timeout.wantedBy("who\never")).hasMessageContaining(SHOWN).hasMessageEndingWith("who\\u000Aever");
		shows(IllegalMonitorStateException.class, () -> this.locks.obtain(HOSTILE).unlock());
		shows(IllegalArgumentException.class, () -> this.locks.obtain(HOSTILE).acquire(Duration.ofSeconds(-1)));
		shows(IllegalStateException.class, () -> CurrentLease.of(HOSTILE));
		try (CurrentLease.Scope scope = CurrentLease.open(held)) {
			assertThat(scope).isNotNull();
			shows(IllegalStateException.class, () -> CurrentLease.of("other"));
		}
		assertThat(this.locks.obtain(HOSTILE)).hasToString("LeasedLock[" + SHOWN + "]");
		Thread.currentThread().interrupt();
		shows(LockInterruptedException.class, () -> this.locks.obtain(HOSTILE).acquire());
		Thread.currentThread().interrupt();
		shows(InterruptedException.class, () -> this.locks.obtain(HOSTILE).lockInterruptibly());
		assertThat(Thread.interrupted()).isFalse();
		shows(IllegalArgumentException.class, () -> this.locks.obtain(HOSTILE + "\uD800"));
		shows(IllegalArgumentException.class, () -> this.locks.obtain(HOSTILE + "x".repeat(1024)));
		this.locks.stop();
		shows(LockUnavailableException.class, () -> this.locks.obtain(HOSTILE).acquire());
		shows(LockLostException.class, held::ensureValid);
	}

	private static <T extends Throwable> T shows(Class<T> type, ThrowingCallable call) {
		Throwable thrown = catchThrowable(call);
		assertThat(thrown).isExactlyInstanceOf(type).hasMessageContaining(SHOWN);
		return type.cast(thrown);
	}

	@Test
	void linesOfTheLogShowThem(CapturedOutput output) throws Exception {
		LockOptions leaking = LockOptions.builder().leakDetectionThreshold(Duration.ofMillis(1)).build();
		Lease leaked = this.locks.obtain(HOSTILE, leaking).acquire();
		await().until(() -> output.toString().contains("has been held for"));
		leaked.close();
		assertThat(output).contains("Lock '" + SHOWN + "' was returned after");
		Thread thread = new Thread(() -> assertThat(this.locks.obtain(HOSTILE).acquire().isValid()).isTrue(), HOSTILE);
		thread.start();
		thread.join();
		await().until(() -> output.toString().contains("was released in place of thread '" + SHOWN + "'"));
		LockOptions brief = LockOptions.builder().maxHold(Duration.ofMillis(1)).build();
		try (Lease lost = this.locks.obtain(HOSTILE, brief).acquire()) {
			await().until(() -> output.toString().contains("was lost: it was held for longer than max-hold"));
			assertThat(lost.isValid()).isFalse();
		}
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("FORGED"));
		assertThat(output).doesNotContain("\u2028", "\u2029", "\u0085", "\u001B[31m", "\u202E");
	}

	@Test
	void messagesTellThreadsWithoutANameApart() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Thread> holder = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try (Lease lease = this.locks.obtain("a").acquire()) {
				assertThat(lease.isValid()).isTrue();
				holder.complete(Thread.currentThread());
				end.await();
			}
			catch (InterruptedException ex) {
				holder.completeExceptionally(ex);
			}
		}, "");
		thread.start();
		String words = "thread #" + holder.get().getId();
		assertThatExceptionOfType(LockAcquisitionTimeoutException.class)
			.isThrownBy(() -> this.locks.obtain("a").acquire(Duration.ZERO))
			.withMessageContaining("held by " + words + " of this JVM");
		end.countDown();
		thread.join();
	}

}
