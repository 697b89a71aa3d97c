package io.github.batonlock.engine;

import io.github.batonlock.store.RenewReply;
import org.jspecify.annotations.Nullable;

/**
 * Has a new tenure made known to the replicas of the store before anybody enters, where
 * the store wants that. One that too few of them know is given back, and a new one is
 * wanted after a pause. Guarded by the mutex of its site.
 */
final class Replication {

	private final Contender contender;

	private final Site site;

	private final Engine engine;

	private final CommandLine commands;

	/** What went wrong since a tenure was replicated; other answers do not end that. */
	private final Trouble trouble;

	private long failedAt;

	private @Nullable Tenure replicated;

	Replication(Contender contender, Site site, Engine engine, CommandLine commands) {
		this.contender = contender;
		this.site = site;
		this.engine = engine;
		this.commands = commands;
		this.trouble = new Trouble(engine);
	}

	/** Whether nobody may enter by a tenure yet. */
	boolean awaited(Tenure current) {
		return current != this.replicated && this.engine.store().replicates();
	}

	void advance(Moment now, Tenure current) {
		this.commands.<RenewReply>send(now, current.request, current.settings,
				() -> this.engine.store().replicate(this.site.name(), current.request, current.settings.lease()),
				(then, request, sent, reply, error) -> answered(then, current, sent, reply, error));
	}

	private void answered(Moment now, Tenure current, Moment sent, @Nullable RenewReply reply,
			@Nullable Throwable error) {
		if (current != this.contender.tenure()) {
			return;
		}
		if (reply instanceof RenewReply.Kept kept) {
			current.renewed(sent);
			current.settled(now);
			if (kept.waiting() > 0) {
				current.ask();
			}
			this.replicated = current;
			this.trouble.over();
		}
		else {
			failed(now, current,
					(error != null) ? error : new IllegalStateException("it does not know the lock any more"));
		}
	}

	private void failed(Moment now, Tenure current, Throwable error) {
		this.trouble.failed(now, error);
		this.failedAt = now.nanos();
		this.contender.renounce(now, current);
		Refusal refusal = this.trouble.refusal();
		if (refusal != null) {
			this.site.waiting().refuseImpatient(() -> refusal);
		}
	}

	// --- with what went wrong with other commands

	/** Whether a new tenure may be tried for. */
	boolean mayTry(Moment now) {
		return this.commands.trouble().mayTry(now) && this.trouble.mayTry(now);
	}

	long retryAt() {
		long others = this.commands.trouble().retryAt();
		boolean later = this.trouble.isThere() && this.trouble.retryAt() - others > 0;
		return later ? this.trouble.retryAt() : others;
	}

	/** Let the next try not wait. */
	void forgive() {
		this.commands.trouble().forgive();
		this.trouble.forgive();
	}

	/**
	 * What a waiter is told whose time is up, if the store is to blame for that, or if
	 * the waiter could have been inside but for the replicas.
	 */
	@Nullable Refusal refusal(Moment now, long waitedSince) {
		Refusal refusal = this.commands.refusal(now, waitedSince);
		return (refusal == null && this.failedAt - waitedSince >= 0) ? this.trouble.refusal() : refusal;
	}

}
