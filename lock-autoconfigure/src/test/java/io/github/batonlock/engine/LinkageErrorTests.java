package io.github.batonlock.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.github.batonlock.Lease;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Libraries that do not fit together are no outage: nobody waits for that to be over.
 */
class LinkageErrorTests {

	private final Rig rig = new Rig();

	@Test
	void failsAllWhoWaitAtOnceAndNothingIsTriedAgain() {
		List<CompletableFuture<Lease>> callers = this.rig.acquire(3);
		NoSuchMethodError error = new NoSuchMethodError("'set(byte[])'");
		this.rig.store.next("try").fail(new CompletionException(error));
		this.rig.time.run();
		assertThat(callers).allSatisfy((caller) -> {
			assertThat(caller).isCompletedExceptionally();
			assertThat(caller.handle((lease, failure) -> failure).join()).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("Lock 'a'")
				.hasMessageContaining("'set(byte[])'")
				.hasCause(error);
		});
		this.rig.pass(Duration.ofSeconds(30));
		assertThat(this.rig.store.unseen()).noneMatch((sent) -> sent.command.equals("try"));
	}

	@Test
	void failsWhoQueues() {
		CompletableFuture<Lease> caller = this.rig.acquire();
		this.rig.queued(caller, 7);
		this.rig.passUntilSent();
		this.rig.store.next("acquire").fail(new NoClassDefFoundError("io/Foo"));
		this.rig.time.run();
		assertThat(caller.handle((lease, failure) -> failure).join()).isInstanceOf(IllegalStateException.class);
		this.rig.pass(Duration.ofSeconds(30));
		assertThat(this.rig.store.unseen()).noneMatch((sent) -> sent.command.equals("acquire"));
	}

}
