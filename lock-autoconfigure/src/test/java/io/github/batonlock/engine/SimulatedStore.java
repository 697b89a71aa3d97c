package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * The connection and the subscription of one simulated JVM. Commands arrive and are
 * answered in their order. After a cut, those without an answer are sent again or fail;
 * their old bytes may still run later, whether they had run before or not.
 */
final class SimulatedStore implements LockStore, SimulatedServer.Subscriber {

	/** Milliseconds that the engine pauses for after an error. */
	private static final double LONGEST_PAUSE = 320;

	private final SimulatedWorld world;

	private final SimulatedServer server;

	private final SimulatedJvm jvm;

	private final List<Call<?>> unanswered = new ArrayList<>();

	private @Nullable StoreListener listener;

	private boolean hears;

	/** Whether nobody may enter by a request before it is {@code replicated}. */
	boolean replicates;

	private final Set<Request> replicated = new HashSet<>();

	private int epoch;

	private double downUntil;

	private double lastArrival;

	private double lastAnswer;

	SimulatedStore(SimulatedWorld world, SimulatedServer server, SimulatedJvm jvm) {
		this.world = world;
		this.server = server;
		this.jvm = jvm;
	}

	@Override
	public void start(String instance, StoreListener listener) {
		this.listener = listener;
		this.server.subscribers.put(instance, this);
		resubscribe();
	}

	@Override
	public void resubscribe() {
		this.world.at(delay(), () -> {
			this.hears = this.jvm.alive();
			this.jvm.later(delay(), () -> tell(StoreListener::subscribed));
		});
	}

	@Override
	public void stop() {
		this.hears = false;
	}

	@Override
	public boolean hears() {
		return this.hears;
	}

	@Override
	public void tell(Consumer<StoreListener> message) {
		StoreListener current = this.listener;
		if (current != null) {
			this.jvm.whenAwake(() -> message.accept(current));
		}
	}

	/**
	 * The server drops the subscription. The JVM subscribes anew after a while, or does
	 * not notice.
	 */
	void loseSubscription(double noticedAfter) {
		this.hears = false;
		if (noticedAfter > 0) {
			this.world.at(noticedAfter, this::resubscribe);
		}
	}

	@Override
	public CompletionStage<AcquireReply> tryAcquire(String name, Request request, Duration lease) {
		return send("try " + name + " " + request, () -> this.server.lock(name).tryAcquire(request, lease));
	}

	@Override
	public CompletionStage<AcquireReply> acquire(String name, Request request, Duration lease, Enqueue enqueue) {
		return send("acquire " + name + " " + request + " " + enqueue,
				() -> this.server.lock(name).acquire(request, lease, enqueue));
	}

	@Override
	public CompletionStage<RenewReply> renew(String name, Request request, Duration lease) {
		return send("renew " + name + " " + request, () -> this.server.lock(name).renew(request, lease));
	}

	@Override
	public boolean replicates() {
		return this.replicates;
	}

	/** Sometimes it has renewed, and too few replicas say that they have heard of it. */
	@Override
	public CompletionStage<RenewReply> replicate(String name, Request request, Duration lease) {
		return send("replicate " + name + " " + request, () -> this.server.lock(name).renew(request, lease))
			.thenCompose((reply) -> {
				if (this.world.faults && this.world.chance(.1)) {
					this.server.losses.lost(name, request, LONGEST_PAUSE);
					return CompletableFuture.failedStage(new IllegalStateException("too few replicas"));
				}
				this.replicated.add(request);
				return CompletableFuture.completedStage(reply);
			});
	}

	boolean lets(Request request) {
		return !this.replicates || this.replicated.contains(request);
	}

	@Override
	public CompletionStage<RenewReply> leave(String name, Request request, Request left, Duration time) {
		return send("leave " + name + " " + request + " " + left,
				() -> this.server.lock(name).leave(request, left, time));
	}

	@Override
	public CompletionStage<FenceReply> fence(String name, Request request, int wanted) {
		return send("fence " + name + " " + request, () -> this.server.lock(name).fence(request, wanted));
	}

	@Override
	public CompletionStage<ReleaseReply> release(String name, Request request, @Nullable Request next,
			Duration grantLease, Duration lease) {
		AtomicInteger sent = new AtomicInteger();
		return send("release " + name + " " + request + " " + next,
				() -> this.server.lock(name).release(request, next, grantLease, lease), sent)
			.thenApply((reply) -> (reply instanceof ReleaseReply.NotOwner) ? new ReleaseReply.NotOwner(sent.get() > 1)
					: reply);
	}

	@Override
	public String toString() {
		return "The simulated store";
	}

	private <R> CompletionStage<R> send(String command, Supplier<R> script) {
		return send(command, script, new AtomicInteger());
	}

	/**
	 * Send a command.
	 * @param sent counts how often that is done
	 */
	private <R> CompletionStage<R> send(String command, Supplier<R> script, AtomicInteger sent) {
		SimulatedThread.pass();
		Call<R> call = new Call<>(() -> {
			R answer = script.get();
			this.world.say(() -> this.jvm.name + " " + command + " -> " + answer);
			return answer;
		}, new CompletableFuture<>(), sent);
		this.unanswered.add(call);
		transmit(call);
		return call.future;
	}

	private double delay() {
		return this.world.faults ? this.world.pick(.05, .05, .1, .5, 20) : .05;
	}

	private <R> void transmit(Call<R> call) {
		call.sent.incrementAndGet();
		int sentIn = this.epoch;
		double now = this.world.millis();
		this.lastArrival = Math.max(this.lastArrival, Math.max(now, this.downUntil) + delay());
		this.world.at(this.lastArrival - now, () -> {
			if (sentIn == this.epoch) {
				arrived(call, call.script.get());
			}
		});
	}

	private <R> void arrived(Call<R> call, R answer) {
		int sentIn = this.epoch;
		double now = this.world.millis();
		this.lastAnswer = Math.max(this.lastAnswer, now + delay());
		this.world.at(this.lastAnswer - now, () -> {
			if (sentIn == this.epoch) {
				this.unanswered.remove(call);
				this.jvm.whenAwake(() -> call.future.complete(answer));
			}
		});
	}

	void cut() {
		this.epoch++;
		this.downUntil = this.world.millis() + this.world.pick(1, 50, 400);
		this.lastArrival = 0;
		this.lastAnswer = 0;
		List<Call<?>> open = List.copyOf(this.unanswered);
		this.unanswered.clear();
		for (Call<?> call : open) {
			if (this.world.chance(.3)) {
				this.world.at(this.world.pick(.1, 30, 700), call.script::get);
			}
			if (this.world.chance(.3)) {
				this.jvm.later(this.world.pick(1, 100),
						() -> call.future.completeExceptionally(new IllegalStateException("connection cut")));
			}
			else if (this.jvm.alive()) {
				this.unanswered.add(call);
				transmit(call);
			}
		}
	}

	private record Call<R>(Supplier<R> script, CompletableFuture<R> future, AtomicInteger sent) {

	}

}
