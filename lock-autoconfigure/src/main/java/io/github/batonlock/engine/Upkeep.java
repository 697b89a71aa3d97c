package io.github.batonlock.engine;

import java.time.Duration;

import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * Renews a tenure and draws the fencing tokens of its leases. Guarded by the mutex of its
 * site.
 */
final class Upkeep {

	private final Contender contender;

	private final Site site;

	private final Engine engine;

	private final CommandLine commands;

	private @Nullable Left left;

	Upkeep(Contender contender, Site site, Engine engine, CommandLine commands) {
		this.contender = contender;
		this.site = site;
		this.engine = engine;
		this.commands = commands;
	}

	void advance(Moment now, Tenure current) {
		if (now.nanos() - current.renewAt() >= 0) {
			renew(now, current);
		}
		else if (this.site.wantsToken(current) && this.commands.trouble().mayTry(now)) {
			fence(now, current);
		}
	}

	long dueAt(Tenure current) {
		return this.site.wantsToken(current) ? Math.min(current.renewAt(), this.commands.trouble().retryAt())
				: current.renewAt();
	}

	private void renew(Moment now, Tenure current) {
		this.commands.<RenewReply>send(now, current.request, current.settings,
				() -> this.engine.renewals().renew(this.site.name(), current.request, current.settings.lease()),
				(then, request, sent, reply, error) -> {
					noteRenewal(then, error);
					renewed(then, current, sent, reply);
				});
	}

	private void noteRenewal(Moment now, @Nullable Throwable error) {
		if (error == null) {
			this.engine.renewalPulse().answered(now);
		}
		else {
			this.engine.renewalPulse().failed(now, this.commands.trouble().reason(error));
		}
	}

	/**
	 * Let the key of a tenure live for some more time, and look after it no more.
	 */
	void leave(Moment now, Tenure ended, long nanos) {
		Request request = ended.request.withLease(Duration.ofNanos(nanos));
		this.engine.giveBacks().never(request);
		this.left = new Left(ended, request, now.plus(nanos));
	}

	/** Whether the store is still to be told of a key that was left. */
	boolean leaving() {
		return this.left != null;
	}

	/**
	 * Tell the store for how long a key is to live that nobody looks after any more.
	 * @return whether there is any to tell of
	 */
	boolean advanceLeaving(Moment now) {
		Left key = this.left;
		if (key == null) {
			return false;
		}
		Duration time = Duration.ofNanos(now.nanosLeft(key.until));
		if (time.isNegative() || time.isZero()) {
			this.left = null;
		}
		else if (this.commands.trouble().mayTry(now)) {
			this.commands.<RenewReply>send(now, key.tenure.request, key.tenure.settings,
					() -> this.engine.store().leave(this.site.name(), key.tenure.request, key.request, time),
					(then, request, sent, reply, error) -> this.left = (error != null) ? key : null);
		}
		return this.left != null;
	}

	private void renewed(Moment now, Tenure renewed, Moment sent, @Nullable RenewReply reply) {
		if (renewed != this.contender.tenure()) {
			return;
		}
		if (reply instanceof RenewReply.Kept kept) {
			renewed.renewed(sent);
			if (kept.waiting() > 0) {
				renewed.ask();
			}
		}
		else if (reply instanceof RenewReply.Lost) {
			forgotten(now);
		}
		else {
			renewed.renewAt(this.commands.trouble().retryAt());
		}
	}

	private void fence(Moment now, Tenure current) {
		int wanted = current.tokensWanted(this.site.wanted());
		this.commands.<FenceReply>send(now, current.request, current.settings,
				() -> this.engine.store().fence(this.site.name(), current.request, wanted),
				(then, request, sent, reply, error) -> fenced(then, current, wanted, reply));
	}

	private void fenced(Moment now, Tenure fenced, int wanted, @Nullable FenceReply reply) {
		if (fenced != this.contender.tenure()) {
			return;
		}
		Refusal refusal = this.commands.trouble().refusal();
		if (reply instanceof FenceReply.Drawn drawn) {
			fenced.tokensDrawn(drawn.first(), wanted);
			this.site.seat().giveToken(fenced);
		}
		else if (reply instanceof FenceReply.Lost) {
			forgotten(now);
		}
		else if (refusal != null) {
			this.site.seat().tokenFailed(refusal); // and is drawn again
		}
	}

	private void forgotten(Moment now) {
		this.contender.lose(now, this.engine.store() + " does not know it any more");
	}

	/**
	 * A key that is to outlive the tenure.
	 *
	 * @param tenure the tenure
	 * @param request what is to stand in the key: with a lease as long as the time, since
	 * whoever finds a key with more than that left shortens it
	 * @param until when the key is to expire
	 */
	private record Left(Tenure tenure, Request request, Moment until) {
	}

}
