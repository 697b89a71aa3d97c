package io.github.batonlock.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * A command under way.
 *
 * @param <R> type of the reply
 * @param request the request that it is about
 * @param sent an instant before its sending
 * @param overdueAt when to wait no longer for its answer, by the monotonic clock
 * @param answer what to do with the answer, under the mutex of the site
 */
record Command<R>(Request request, Moment sent, long overdueAt, Answer<R> answer) {

	/**
	 * Send a command, also by a store that throws.
	 * @return the answer to come
	 */
	static <R> CompletionStage<? extends R> call(Supplier<? extends CompletionStage<? extends R>> command) {
		try {
			return command.get();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

	void take(Moment now, @Nullable R reply, @Nullable Throwable error) {
		this.answer.take(now, this.request, this.sent, reply, error);
	}

	boolean overdue(Moment now) {
		return now.nanos() - this.overdueAt >= 0;
	}

	TimeoutException timeout() {
		return new TimeoutException("no answer within " + (this.overdueAt - this.sent.nanos()) / 1_000_000 + " ms");
	}

	/**
	 * What to do with an answer.
	 *
	 * @param <R> type of the reply
	 */
	@FunctionalInterface
	interface Answer<R> {

		/**
		 * Take the answer.
		 * @param now this instant
		 * @param request what the command was about
		 * @param sent an instant before its sending
		 * @param reply the reply, {@code null} after an error
		 * @param error the error, {@code null} after a reply
		 */
		void take(Moment now, Request request, Moment sent, @Nullable R reply, @Nullable Throwable error);

	}

}
