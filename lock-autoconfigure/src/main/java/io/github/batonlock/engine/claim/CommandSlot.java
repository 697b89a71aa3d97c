package io.github.batonlock.engine.claim;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.engine.support.StoreCall;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one claim, one at a time: retries, redirects and pools do not keep an
 * order. Each command has a time limit. When that is over the command has failed and the
 * next one may go; an answer that comes yet is a late one. Guarded by the mutex of the
 * site.
 */
final class CommandSlot {

	private final ClaimScope scope;

	private final long timeLimit;

	private final Receiver receiver;

	private @Nullable UnderWay underWay;

	/**
	 * Create a free slot.
	 * @param scope the surroundings
	 * @param lease the lease of the request
	 * @param receiver receives the answers
	 */
	CommandSlot(ClaimScope scope, long lease, Receiver receiver) {
		this.scope = scope;
		this.timeLimit = Math.min(scope.instance().replyTimeout().toNanos(), lease / 3);
		this.receiver = receiver;
	}

	boolean free() {
		return this.underWay == null;
	}

	/**
	 * Send a command when the change is over. The slot must be free.
	 */
	void send(Moment now, Command command, Supplier<? extends CompletionStage<?>> call) {
		assert free() : "one command at a time";
		UnderWay sent = new UnderWay(command, now);
		this.scope.monitor()
			.afterwards(() -> StoreCall.send(call)
				.whenComplete(
						(reply, error) -> this.scope.monitor().entrust((then) -> answered(then, sent, reply, error))));
		this.underWay = sent;
	}

	private void answered(Moment now, UnderWay sent, @Nullable Object reply, @Nullable Throwable error) {
		if (this.underWay == sent) {
			settle(now, sent, reply, error);
		}
		else if (reply != null) {
			this.receiver.answeredLate(now, reply);
		}
	}

	private void settle(Moment now, UnderWay sent, @Nullable Object reply, @Nullable Throwable error) {
		this.underWay = null;
		boolean renewal = sent.command == Command.RENEW;
		if (error == null) {
			this.scope.backoff().over();
			this.scope.instance().answered(now, renewal);
		}
		else {
			this.scope.backoff().failed(now, error);
			this.scope.instance().failed(now, renewal, this.scope.backoff().reason(error));
		}
		try {
			this.receiver.answered(now, sent.command, sent.at, reply, error);
		}
		catch (Throwable ex) {
			if (error == null) { // an answer that cannot be dealt with counts as none
				this.scope.backoff().failed(now, ex);
				this.receiver.answered(now, sent.command, sent.at, null, ex);
			}
			throw ex;
		}
	}

	/**
	 * Give up the command under way if its time limit is over.
	 */
	void tick(Moment now) {
		UnderWay sent = this.underWay;
		if (sent != null && now.nanos() - overdueAt(sent) >= 0) {
			settle(now, sent, null, new TimeoutException("no answer within " + this.timeLimit / 1_000_000 + " ms"));
		}
	}

	/**
	 * Return whether the command under way has been without an answer for a time.
	 */
	boolean silentFor(Moment now, long nanos) {
		return this.underWay != null && now.nanos() - this.underWay.at.nanos() > nanos;
	}

	void dueAt(Agenda agenda) {
		if (this.underWay != null) {
			agenda.at(overdueAt(this.underWay));
		}
	}

	private long overdueAt(UnderWay sent) {
		return sent.at.nanos() + this.timeLimit;
	}

	/**
	 * Receives the answers under the mutex of the site.
	 */
	interface Receiver {

		/**
		 * Take the answer to the command under way.
		 * @param now this instant
		 * @param command the command
		 * @param sent an instant before its sending
		 * @param reply the reply, {@code null} after an error
		 * @param error the error, {@code null} after a reply
		 */
		void answered(Moment now, Command command, Moment sent, @Nullable Object reply, @Nullable Throwable error);

		/**
		 * Take a reply that has come after its time limit.
		 * @param now this instant
		 * @param reply the reply
		 */
		void answeredLate(Moment now, Object reply);

	}

	/**
	 * A command under way.
	 *
	 * @param command the command
	 * @param at an instant before its sending
	 */
	private record UnderWay(Command command, Moment at) {
	}

}
