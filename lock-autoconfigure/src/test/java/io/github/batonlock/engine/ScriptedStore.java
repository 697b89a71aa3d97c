package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.AcquireReply.Granted;
import io.github.batonlock.store.AcquireReply.Taken;
import io.github.batonlock.store.AcquireReply.Wait;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * A store whose answers and messages a test gives by hand, in any order it likes.
 */
public final class ScriptedStore implements LockStore {

	private final Deque<Sent> sent = new ArrayDeque<>();

	/** What was told to instances, by any thread. */
	final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

	private @Nullable StoreListener listener;

	private String instance = "";

	private @Nullable Object everyAnswer;

	final List<Integer> batches = new ArrayList<>();

	public int resubscriptions;

	public boolean replicates;

	/** Whether it breaks the promise not to throw. */
	boolean broken;

	boolean worthWaiting = true;

	@Override
	public void start(String instance, StoreListener listener) {
		this.instance = instance;
		this.listener = listener;
	}

	@Override
	public void resubscribe() {
		this.resubscriptions++;
	}

	@Override
	public void stop() {
		this.listener = null;
	}

	@Override
	public CompletionStage<? extends AcquireReply> tryAcquire(String name, Request request, Duration lease) {
		return send(new Sent("try", name, request, lease, null, null, 0));
	}

	@Override
	public CompletionStage<? extends AcquireReply> acquire(String name, Request request, Duration lease,
			Enqueue enqueue) {
		return send(new Sent("acquire", name, request, lease, null, enqueue, 0));
	}

	@Override
	public CompletionStage<RenewReply> renew(String name, Request request, Duration lease) {
		return send(new Sent("renew", name, request, lease, null, null, 0));
	}

	@Override
	public List<CompletionStage<RenewReply>> renewAll(List<Renewal> renewals) {
		if (this.broken) {
			throw new IllegalStateException("broken store");
		}
		this.batches.add(renewals.size());
		return LockStore.super.renewAll(renewals);
	}

	@Override
	public boolean worthWaiting(String name) {
		return this.worthWaiting;
	}

	@Override
	public boolean replicates() {
		return this.replicates;
	}

	@Override
	public CompletionStage<RenewReply> replicate(String name, Request request, Duration lease) {
		return send(new Sent("replicate", name, request, lease, null, null, 0));
	}

	@Override
	public CompletionStage<RenewReply> leave(String name, Request request, Request left, Duration time) {
		return send(new Sent("leave", name, request, time, left, null, 0));
	}

	@Override
	public CompletionStage<FenceReply> fence(String name, Request request, int wanted) {
		return send(new Sent("fence", name, request, Duration.ZERO, null, null, wanted));
	}

	@Override
	public CompletionStage<? extends ReleaseReply> release(String name, Request request, @Nullable Request next,
			Duration grantLease, Duration lease) {
		return send(new Sent("release", name, request, lease, next, null, 0));
	}

	@Override
	public CompletionStage<Boolean> tell(String instance, Inquiry inquiry) {
		Told told = new Told(instance, inquiry, new CompletableFuture<>());
		this.told.add(told);
		return told.heard;
	}

	private <R> CompletionStage<R> send(Sent command) {
		this.sent.add(command);
		if (this.everyAnswer != null) {
			command.answer(this.everyAnswer);
		}
		return command.typed();
	}

	@Override
	public String toString() {
		return "The scripted store";
	}

	/**
	 * The oldest command that the test has not seen yet.
	 */
	public Sent next(String command) {
		Sent next = this.sent.poll();
		if (next == null || !next.command.equals(command)) {
			throw new AssertionError("Expected " + command + ", but was sent " + next);
		}
		return next;
	}

	/** Whether the oldest command that the test has not seen yet is this one. */
	public boolean sees(String command) {
		return !this.sent.isEmpty() && this.sent.element().command.equals(command);
	}

	/**
	 * Answer everything from now on at once, for those who wait for answers, or nothing
	 * any more.
	 */
	public void answerWith(@Nullable Object answer) {
		this.everyAnswer = answer;
	}

	/**
	 * What was sent and not seen by the test.
	 */
	public Deque<Sent> unseen() {
		return this.sent;
	}

	public void grant(Sent queued, long place) {
		grant(queued.name, queued.request, place, 0);
	}

	public void grant(String name, Request request, long place, long waiting) {
		listener().granted(name, request, place, Duration.ofSeconds(3), waiting);
	}

	public void ask(String name, Request owner) {
		listener().asked(name, owner);
	}

	public void tellUs(Inquiry inquiry) {
		listener().told(inquiry);
	}

	public String instance() {
		return this.instance;
	}

	public void subscribed() {
		listener().subscribed();
	}

	/** A request of this instance that the engine does not know of. */
	public Request ghost() {
		return Request.of(this.instance, 999_999, Duration.ofSeconds(9), false, false);
	}

	private StoreListener listener() {
		return Objects.requireNonNull(this.listener, "not started");
	}

	public static Granted granted() {
		return new Granted(0, false);
	}

	public static Taken taken() {
		return new Taken();
	}

	/** Another instance owns, and the request has that place. */
	public static Wait waits(long place) {
		return waits(OptionalLong.of(place));
	}

	public static Wait waits(OptionalLong place) {
		return new Wait(Duration.ofSeconds(9), place, Request.of("other", 1, Duration.ofSeconds(9), false, false));
	}

	/**
	 * What was told to an instance.
	 *
	 * @param instance the instance
	 * @param inquiry what it was told
	 * @param heard whether it has heard that, when the test knows
	 */
	public record Told(String instance, Inquiry inquiry, CompletableFuture<Boolean> heard) {
	}

	/**
	 * A command that a test answers.
	 */
	public static final class Sent {

		public final String command;

		final String name;

		final Request request;

		final Duration lease;

		final @Nullable Request next;

		final @Nullable Enqueue enqueue;

		final int wanted;

		private final CompletableFuture<Object> reply = new CompletableFuture<>();

		Sent(String command, String name, Request request, Duration lease, @Nullable Request next,
				@Nullable Enqueue enqueue, int wanted) {
			this.command = command;
			this.name = name;
			this.request = request;
			this.lease = lease;
			this.next = next;
			this.enqueue = enqueue;
			this.wanted = wanted;
		}

		public void answer(Object reply) {
			this.reply.complete(reply);
		}

		public void fail() {
			fail(new IllegalStateException("connection cut"));
		}

		public void fail(Throwable failure) {
			this.reply.completeExceptionally(failure);
		}

		public Request queuedNext() {
			return Objects.requireNonNull(this.next, "no next request");
		}

		@SuppressWarnings("unchecked")
		private <R> CompletionStage<R> typed() {
			return (CompletionStage<R>) this.reply;
		}

		@Override
		public String toString() {
			return this.command + " " + this.name + " " + this.request + ((this.next != null) ? " " + this.next : "")
					+ ((this.enqueue != null) ? " " + this.enqueue : "");
		}

	}

}
