package io.github.batonlock.engine.claim;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import io.github.batonlock.Shown;
import io.github.batonlock.engine.support.Agenda;
import io.github.batonlock.engine.support.Moment;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.Request;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The request is being released, which hands the lock over to the next one in the queue
 * of the store. The release is repeated until it is answered, until its key has certainly
 * expired, or until the request that travels with it was granted, which may be told
 * before the answer.
 */
final class Releasing extends State {

	private static final Log logger = LogFactory.getLog(Releasing.class);

	private static final int FAILURES_WORTH_TELLING = 3;

	/** Until when the request surely owned, unless the store has forgotten it. */
	private final Moment deadline;

	/** When its key has expired. */
	private final Moment until;

	private final @Nullable Follower next;

	/**
	 * How often it was sent: again after an error, be it one of the stack that sent it.
	 */
	private final AtomicInteger sendings = new AtomicInteger();

	private int failures;

	private @Nullable BiConsumer<Moment, @Nullable String> listener;

	/**
	 * Release a request.
	 * @param before the state that ends
	 * @param now this instant
	 * @param deadline until when the request surely owns
	 * @param next the claim whose request travels along, {@code null} for none
	 */
	Releasing(State before, Moment now, Moment deadline, @Nullable Follower next) {
		super(before);
		this.deadline = deadline;
		this.until = now.plus(this.settings.leaseNanos());
		this.next = next;
		this.scope.backoff().forgive();
		if (!this.slot.free()) {
			// a renewal that still waits for others is in its way
			this.scope.monitor().afterwards(this.scope.instance().renewals()::flush);
		}
	}

	@Override
	Standing standing() {
		return Standing.RELEASING;
	}

	@Override
	void advance(Moment now) {
		if (this.scope.backoff().mayTry(now)) {
			send(now);
		}
	}

	private void send(Moment now) {
		Request following = (this.next != null) ? this.next.request() : null;
		Duration lease = (this.next != null) ? this.next.lease() : this.settings.lease();
		this.slot.send(now, Command.RELEASE, () -> {
			this.sendings.incrementAndGet();
			return this.scope.instance()
				.store()
				.release(this.scope.name(), this.request, following, this.settings.grantLease(), lease);
		});
	}

	@Override
	void dueAt(Agenda agenda) {
		if (this.slot.free()) {
			agenda.at(this.scope.backoff().retryAt());
		}
	}

	@Override
	State released(Moment now, Moment sent, ReleaseReply reply) {
		boolean forgotten = forgotten(now, reply);
		return end(now, sent, reply, forgotten ? this.scope.instance().store() + " did not know it any more" : null);
	}

	/**
	 * Whether the store had forgotten the request before it was released, and nothing
	 * else can be the reason why it did not own: neither an earlier command that has
	 * released it, nor that its time was over on the way.
	 */
	private boolean forgotten(Moment now, ReleaseReply reply) {
		return reply instanceof ReleaseReply.NotOwner notOwner && !notOwner.repeated() && this.sendings.get() == 1
				&& !this.deadline.passedAt(now);
	}

	@Override
	State failed(Moment now, Command command, Throwable error) {
		if (command != Command.RELEASE) {
			return this;
		}
		if (this.until.passedAt(now)) {
			return end(now, now, null, null);
		}
		this.failures++;
		if (this.failures == FAILURES_WORTH_TELLING) {
			String trouble = this.scope.backoff().inWords();
			this.scope.monitor().afterwards(() -> warn(trouble));
		}
		return this;
	}

	private void warn(String trouble) {
		logger.warn("Lock '" + Shown.text(this.scope.name()) + "' could not be released" + Shown.text(trouble)
				+ " (tried again until its lease is over)");
	}

	@Override
	State nextGranted(Moment now, Request granted) {
		return (this.next != null && this.next.request().equals(granted)) ? over(now, null) : this;
	}

	private State end(Moment now, Moment sent, @Nullable ReleaseReply reply, @Nullable String loss) {
		State ended = over(now, loss);
		if (this.next != null) {
			this.next.followed(now, sent, reply);
		}
		return ended;
	}

	private State over(Moment now, @Nullable String loss) {
		State ended = new Ended(this); // first, as it may fail
		this.scope.instance().released(this.request);
		if (this.listener != null) {
			this.listener.accept(now, loss);
		}
		return ended;
	}

	@Override
	void whenReleased(BiConsumer<Moment, @Nullable String> listener) {
		this.listener = listener;
	}

}
