package io.github.batonlock.engine.site;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.batonlock.engine.claim.Owned;
import io.github.batonlock.engine.support.Refusal;
import io.github.batonlock.engine.support.SiteMonitor;
import org.jspecify.annotations.Nullable;

/**
 * The fencing tokens that holds ask for. Guarded by the mutex of its site; answers are
 * effects.
 */
final class FencingTokens {

	private static final int BLOCK = 32;

	private final String name;

	private final SiteMonitor monitor;

	FencingTokens(String name, SiteMonitor monitor) {
		this.name = name;
		this.monitor = monitor;
	}

	/**
	 * Ask for the token of a hold.
	 * @return a future that may be completed on any thread
	 */
	CompletableFuture<Long> request(Hold hold, Owned owned) {
		TokenRequest request = hold.token();
		if (request == null) {
			request = new TokenRequest();
			hold.token(request);
			give(hold, owned);
		}
		return request.future();
	}

	/** Give a hold the token that it waits for, if one is drawn. */
	void give(@Nullable Hold hold, Owned owned) {
		TokenRequest pending = pending(hold);
		if (pending != null && owned.hasToken()) {
			this.monitor.afterwards(pending.give(owned.takeToken()));
		}
	}

	/** End the request of a hold that has ended. */
	void refuse(Hold ended) {
		TokenRequest pending = pending(ended);
		if (pending != null) {
			this.monitor.afterwards(pending.refuse(ended.loss()));
		}
	}

	/**
	 * End the request of a hold whose caller waits for it no longer. A caller that asks
	 * again makes another request.
	 */
	void giveUp(Hold hold, Refusal reason, Duration waited) {
		TokenRequest pending = pending(hold);
		if (pending != null) {
			hold.token(null);
			this.monitor.afterwards(pending.refuse(reason.toException(this.name, waited)));
		}
	}

	boolean wanted(@Nullable Hold hold) {
		return pending(hold) != null;
	}

	/** Number of tokens to draw at once: one where no other is likely to be wanted. */
	int block(Owned owned, boolean othersWait) {
		return (owned.drawn() || othersWait) ? BLOCK : 1;
	}

	private static @Nullable TokenRequest pending(@Nullable Hold hold) {
		TokenRequest request = (hold != null) ? hold.token() : null;
		return (request != null && request.pending()) ? request : null;
	}

}
