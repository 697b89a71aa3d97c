package io.github.batonlock.engine;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.batonlock.engine.Command.Answer;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one site, one at a time: retries, redirects and pools do not keep an
 * order for us. Each has a time limit, after which it counts as failed and the next one
 * may go; should its answer come yet, it is told as a late one. Guarded by the mutex of
 * the site.
 */
final class CommandLine {

	private final Site site;

	private final Engine engine;

	private final Answer<Object> late;

	private @Nullable Command<?> underWay;

	private final Trouble trouble;

	/**
	 * Create an empty line.
	 * @param site whose commands these are
	 * @param engine the engine
	 * @param late what to do with replies that come after their time limit
	 */
	CommandLine(Site site, Engine engine, Answer<Object> late) {
		this.site = site;
		this.engine = engine;
		this.late = late;
		this.trouble = new Trouble(engine);
	}

	boolean free() {
		return this.underWay == null;
	}

	boolean carries(Request request) {
		return this.underWay != null && this.underWay.request().equals(request);
	}

	Trouble trouble() {
		return this.trouble;
	}

	<R> void send(Moment now, Request request, LockSettings settings,
			Supplier<? extends CompletionStage<? extends R>> call, Answer<R> answer) {
		long limit = Math.min(this.engine.replyTimeout().toNanos(), settings.leaseNanos() / 3);
		Command<R> command = new Command<>(request, now, now.nanos() + limit, answer);
		this.underWay = command;
		this.site.afterwards(() -> Command.<R>call(call)
			.whenComplete((reply, error) -> this.site.answered((then) -> settle(then, command, reply, error))));
	}

	void tick(Moment now) {
		if (this.underWay != null && this.underWay.overdue(now)) {
			settle(now, this.underWay, null, this.underWay.timeout());
		}
	}

	long dueAt() {
		return (this.underWay != null) ? this.underWay.overdueAt() : WaiterQueue.NEVER;
	}

	/**
	 * What a waiter is told whose time is up, if the store is to blame for that: it
	 * fails, or is silent. That an answer takes some time is no outage.
	 */
	@Nullable Refusal refusal(Moment now, long waitedSince) {
		long waited = now.nanos() - waitedSince;
		boolean late = waited >= this.engine.replyTimeout().toNanos() || !this.engine.pulse().well();
		boolean silent = late && this.underWay != null && now.nanos() - this.underWay.sent().nanos() > waited / 2;
		return (silent && !this.trouble.isThere()) ? new Refusal.Unavailable(
				this.engine.store() + " gave no answer within " + TimeUnit.NANOSECONDS.toMillis(waited) + " ms", null)
				: this.trouble.refusal();
	}

	private <R> void settle(Moment now, Command<R> command, @Nullable R reply, @Nullable Throwable error) {
		if (this.underWay != command) {
			this.late.take(now, command.request(), command.sent(), reply, error);
			return;
		}
		this.underWay = null;
		if (error == null) {
			this.trouble.over();
			this.engine.pulse().answered(now);
		}
		else {
			this.trouble.failed(now, error);
			this.engine.pulse().failed(now, this.trouble.reason(error));
		}
		try {
			command.take(now, reply, error);
		}
		catch (Throwable ex) {
			if (error == null) { // what could not be made of it counts as no answer
				this.trouble.failed(now, ex);
				command.take(now, null, ex);
			}
			throw ex;
		}
	}

}
