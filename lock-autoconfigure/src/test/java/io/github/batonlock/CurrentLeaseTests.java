package io.github.batonlock;

import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.testing.TestOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CurrentLease}.
 */
class CurrentLeaseTests {

	private final Lease a = lease("a");

	private final Lease b = lease("b");

	@AfterEach
	void threadKeepsNothing() throws ReflectiveOperationException {
		Field field = CurrentLease.class.getDeclaredField("innermost");
		field.setAccessible(true);
		assertThat(((ThreadLocal<?>) field.get(null)).get()).isNull();
		assertThat(CurrentLease.find()).isEmpty();
	}

	@Test
	void isThatOfTheInnermostAndThenTheOuterAgain() {
		try (CurrentLease.Scope outer = CurrentLease.open(this.a)) {
			assertThat(CurrentLease.get()).isSameAs(this.a);
			try (CurrentLease.Scope inner = CurrentLease.open(this.b)) {
				assertThat(inner).isNotSameAs(outer);
				assertThat(CurrentLease.get()).isSameAs(this.b);
				assertThat(CurrentLease.of("a")).isSameAs(this.a);
				assertThat(CurrentLease.of("b")).isSameAs(this.b);
			}
			assertThat(CurrentLease.get()).isSameAs(this.a);
			assertThat(CurrentLease.find()).containsSame(this.a);
		}
	}

	@Test
	void saysWhereItIsThere() {
		assertThatIllegalStateException().isThrownBy(CurrentLease::get)
			.withMessage("No locked code runs on thread '" + Thread.currentThread().getName()
					+ "': a current lease exists only inside a method with @DistributedLock or "
					+ "an action of executeLocked, on the thread that runs it");
		assertThatIllegalStateException().isThrownBy(() -> CurrentLease.of("a"))
			.withMessage("Lock 'a' is not held by locked code on thread '" + Thread.currentThread().getName()
					+ "', which holds none");
	}

	@Test
	void saysWhichLocksAreHeld() {
		CurrentLease.Scope outer = CurrentLease.open(this.a);
		CurrentLease.Scope inner = CurrentLease.open(this.b);
		assertThatIllegalStateException().isThrownBy(() -> CurrentLease.of("c"))
			.withMessage("Lock 'c' is not held by locked code on thread '" + Thread.currentThread().getName()
					+ "', which holds 'b', 'a'");
		inner.close();
		outer.close();
	}

	@Test
	void findsPartsOfALeaseByTheirNames() {
		Lease both = lease("a, b");
		CurrentLease.Scope scope = CurrentLease.open(both, List.of(this.a, this.b));
		assertThat(CurrentLease.get()).isSameAs(both);
		assertThat(CurrentLease.of("a")).isSameAs(this.a);
		assertThat(CurrentLease.of("b")).isSameAs(this.b);
		scope.close();
	}

	@Test
	void codeWithoutItsLockHasNoneThoughOuterCodeHas() {
		CurrentLease.Scope outer = CurrentLease.open(this.a);
		CurrentLease.Scope none = CurrentLease.openNone("lock 'b' is not held here");
		assertThat(CurrentLease.find()).isEmpty();
		assertThatIllegalStateException().isThrownBy(CurrentLease::get)
			.withMessage("There is no current lease: lock 'b' is not held here");
		assertThat(CurrentLease.of("a")).isSameAs(this.a);
		none.close();
		assertThat(CurrentLease.get()).isSameAs(this.a);
		outer.close();
	}

	@Test
	void isNotVisibleToOtherThreadsNorClosedByThem() {
		CurrentLease.Scope scope = CurrentLease.open(this.a);
		CompletableFuture.runAsync(() -> {
			assertThat(CurrentLease.find()).isEmpty();
			scope.close();
		}).join();
		assertThat(CurrentLease.get()).isSameAs(this.a);
		scope.close();
	}

	@Test
	void closingTheOuterEndsWhatWasForgottenAndClosingTwiceNothing() {
		CurrentLease.Scope outer = CurrentLease.open(this.a);
		CurrentLease.Scope first = CurrentLease.open(this.a);
		CurrentLease.Scope forgotten = CurrentLease.open(this.b);
		first.close();
		first.close();
		forgotten.close();
		assertThat(CurrentLease.get()).isSameAs(this.a);
		outer.close();
	}

	@Test
	void isThereInActionsOfARegistryAlsoWhenTheyThrow() {
		try (EngineLockRegistry locks = new EngineLockRegistry(new LocalLockStore(),
				(name) -> TestOptions.complete(Duration.ofSeconds(9), Duration.ofSeconds(20)), Duration.ofSeconds(2),
				new LockListener() {
				})) {
			long first = locks.executeLocked("a", () -> CurrentLease.get().fencingToken());
			long second = locks.executeLocked("a", () -> CurrentLease.of("a").fencingToken());
			assertThat(second).isGreaterThan(first);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> locks.executeLocked("a", () -> {
				throw new IOException(CurrentLease.get().name());
			})).withMessage("a");
		}
	}

	private static Lease lease(String name) {
		Lease lease = mock(name);
		given(lease.name()).willReturn(name);
		return lease;
	}

}
