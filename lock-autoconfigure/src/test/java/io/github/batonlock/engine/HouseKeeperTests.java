package io.github.batonlock.engine;

import java.time.Duration;

import io.github.batonlock.Lease;
import io.github.batonlock.engine.site.Waiter;
import io.github.batonlock.engine.support.LockSettings;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.testing.TestOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The scan of an {@link Engine}, which looks after all sites.
 */
@ExtendWith(OutputCaptureExtension.class)
class HouseKeeperTests {

	private final Rig rig = new Rig();

	private final ScriptedStore store = this.rig.store;

	@Test
	void siteThatFailsDoesNotKeepOthersFromBeingRenewed(CapturedOutput output) {
		BrokenWaiter broken = new BrokenWaiter(this.rig.time.now().nanos());
		this.rig.engine().join("A", broken, (site) -> {
		}); // which the scan finds before "a"
		this.rig.time.run();
		this.store.next("try").answer(ScriptedStore.taken());
		this.store.next("acquire").answer(ScriptedStore.waits(7));
		Lease lease = this.rig.inside();
		broken.failures = 3;
		for (int i = 0; i < 3; i++) {
			this.rig.pass(Rig.LEASE.dividedBy(3));
			this.store.unseen()
				.stream()
				.filter((sent) -> sent.command.equals("renew"))
				.forEach((renew) -> renew.answer(new RenewReply.Kept(0)));
			this.store.unseen().clear();
		}
		this.rig.pass(Duration.ofMillis(100));
		assertThat(output).contains("Lock 'A' could not be looked after", "broken waiter");
		assertThat(lease.isValid()).isTrue();
	}

	@Test
	void leaseThatEndedWhileTheMachineWasSuspendedIsToldOfAtOnce() {
		Lease lease = this.rig.inside();
		boolean[] told = new boolean[1];
		lease.onLost(() -> told[0] = true);
		this.rig.pass(Duration.ofNanos(HouseKeeper.INTERVAL));
		this.rig.time.suspend(Rig.LEASE);
		this.rig.pass(Duration.ofNanos(HouseKeeper.INTERVAL));
		assertThat(told[0]).isTrue();
		assertThat(this.rig.lost).containsExactly("a");
	}

	@Test
	void goesOnWhereNoThreadCouldBeStartedAtFirst() {
		this.rig.time.failing = true;
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(this.rig::acquire);
		this.rig.time.failing = false;
		Lease lease = this.rig.inside();
		this.rig.passUntilSent();
		this.store.next("renew").answer(new RenewReply.Kept(0));
		assertThat(lease.isValid()).isTrue();
	}

	@Test
	void goesOnThoughMemoryWasShortForAWhile() {
		Lease lease = this.rig.inside();
		this.rig.time.failures = 3;
		this.rig.passUntilSent();
		this.store.next("renew").answer(new RenewReply.Kept(0));
		assertThat(lease.isValid()).isTrue();
	}

	/**
	 * Fails when its time is looked at.
	 */
	private static final class BrokenWaiter extends Waiter {

		private int failures;

		private BrokenWaiter(long since) {
			super(LockSettings.of("A", TestOptions.complete(Rig.LEASE, Duration.ofSeconds(1))), null, since, 0);
		}

		@Override
		protected void wake() {
		}

		@Override
		protected boolean timedByEngine() {
			if (this.failures > 0) {
				this.failures--;
				throw new IllegalStateException("broken waiter");
			}
			return true;
		}

	}

}
