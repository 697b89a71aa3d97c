package io.github.batonlock.engine.instance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.LockStore.Renewal;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;

/**
 * Lets the renewals of many locks travel together: they fall due at the same instants,
 * and wait for each other until {@link #flush()}.
 */
public final class RenewalBatcher {

	/** A store is busy for no longer than that takes. */
	private static final int MOST_AT_ONCE = 100;

	/** Of a lease; renewals come earlier by that at most. */
	private static final int INSTANTS = 60;

	private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();

	private final LockStore store;

	/** So that JVMs do not renew in step. */
	private final long offset;

	public RenewalBatcher(LockStore store, long offset) {
		this.store = store;
		this.offset = offset;
	}

	/**
	 * When a lease is to be renewed: when a third of it is over, or a little earlier, at
	 * an instant that all of its length have in common.
	 * @param sent when it began at the earliest
	 * @param lease its length
	 * @return the instant, by the monotonic clock
	 */
	public long dueAt(Moment sent, long lease) {
		long third = sent.nanos() + lease / 3;
		return third - Math.floorMod(third - this.offset, Math.max(1, lease / INSTANTS));
	}

	/**
	 * Renew a lease with the others that are due.
	 */
	public CompletionStage<RenewReply> renew(String name, Request request, Duration lease) {
		Pending renewal = new Pending(new Renewal(name, request, lease), new CompletableFuture<>());
		this.pending.add(renewal);
		return renewal.answer();
	}

	/**
	 * Send what has come together.
	 */
	public void flush() {
		List<Pending> together = new ArrayList<>();
		for (Pending next = this.pending.poll(); next != null; next = this.pending.poll()) {
			together.add(next);
			if (together.size() == MOST_AT_ONCE) {
				send(together);
				together.clear();
			}
		}
		if (!together.isEmpty()) {
			send(together);
		}
	}

	private void send(List<Pending> together) {
		try {
			List<Renewal> renewals = together.stream().map(Pending::renewal).toList();
			List<CompletionStage<RenewReply>> answers = this.store.renewAll(renewals);
			for (int i = 0; i < answers.size(); i++) {
				together.get(i).follow(answers.get(i));
			}
		}
		catch (Throwable ex) {
			together.forEach((renewal) -> renewal.answer().completeExceptionally(ex));
		}
	}

	/**
	 * A renewal that waits to be sent.
	 *
	 * @param renewal what is to be renewed
	 * @param answer ends with the answer of the store
	 */
	private record Pending(Renewal renewal, CompletableFuture<RenewReply> answer) {

		void follow(CompletionStage<RenewReply> stage) {
			stage.whenComplete((reply, error) -> {
				if (error != null) {
					this.answer.completeExceptionally(error);
				}
				else {
					this.answer.complete(reply);
				}
			});
		}

	}

}
