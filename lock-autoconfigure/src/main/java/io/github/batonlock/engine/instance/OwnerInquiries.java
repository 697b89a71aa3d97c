package io.github.batonlock.engine.instance;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import io.github.batonlock.engine.support.DaemonThreads;
import io.github.batonlock.engine.support.StoreCall;
import io.github.batonlock.inspect.LockInUse;
import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.LockStore;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;

/**
 * Asks other instances where the owners of locks are, and answers those that ask.
 * <p>
 * Questions come on a thread that must not be held up, and perhaps from somebody who
 * means no good. So a thread of its own, which is there only as long as it is needed,
 * gives one answer after another, each when the store has taken the one before; and what
 * comes while several wait for that is dropped.
 */
public final class OwnerInquiries {

	private static final int MOST_WAITING = 16;

	private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(1);

	private final ConcurrentMap<Request, CompletableFuture<Optional<Whereabouts>>> open = new ConcurrentHashMap<>();

	private final ExecutorService answers = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS,
			new ArrayBlockingQueue<>(MOST_WAITING), new DaemonThreads("baton-inquiries"),
			new ThreadPoolExecutor.DiscardPolicy());

	private final HostName host = new HostName();

	private final LockStore store;

	private final RequestFactory requests;

	private final long replyTimeout;

	private final BiFunction<String, Request, LockInUse> locks;

	/**
	 * Create it.
	 * @param store carries questions and answers
	 * @param requests those that this instance makes
	 * @param replyTimeout how long to wait for the store
	 * @param locks looks at a lock of this JVM, with a holder only if that request owns
	 * it
	 */
	public OwnerInquiries(LockStore store, RequestFactory requests, Duration replyTimeout,
			BiFunction<String, Request, LockInUse> locks) {
		this.store = store;
		this.requests = requests;
		this.replyTimeout = replyTimeout.toNanos();
		this.locks = locks;
	}

	/**
	 * Ask for an owner, unless that is done already.
	 * @return what it answers, empty if it does not in time
	 */
	public CompletableFuture<Optional<Whereabouts>> ask(String name, Request owner) {
		if (this.requests.made(owner)) {
			return CompletableFuture.completedFuture(Optional.of(here(name, owner)));
		}
		if (!RequestFactory.isInstance(owner.instance())) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		CompletableFuture<Optional<Whereabouts>> answer = new CompletableFuture<>();
		CompletableFuture<Optional<Whereabouts>> asked = this.open.putIfAbsent(owner, answer);
		if (asked != null) {
			return asked;
		}
		answer
			.completeOnTimeout(Optional.empty(), Math.min(LONGEST_PATIENCE.toNanos(), this.replyTimeout / 2),
					TimeUnit.NANOSECONDS)
			.whenComplete((whereabouts, error) -> this.open.remove(owner));
		send(owner.instance(), new Inquiry.Question(name, owner, this.requests.instance())).thenAccept((heard) -> {
			if (!heard) {
				answer.complete(Optional.empty());
			}
		});
		return answer;
	}

	/**
	 * Somebody asks or answers.
	 */
	public void told(Inquiry inquiry) {
		if (inquiry instanceof Inquiry.Answer answer) {
			CompletableFuture<Optional<Whereabouts>> asked = this.open.get(answer.owner());
			if (asked != null) {
				asked.complete(Optional.of(answer.whereabouts()));
			}
		}
		else if (inquiry instanceof Inquiry.Question question && this.requests.made(question.owner())
				&& RequestFactory.isInstance(question.asker())) {
			this.answers.execute(() -> answer(question));
		}
	}

	private void answer(Inquiry.Question question) {
		Request owner = question.owner();
		send(question.asker(), new Inquiry.Answer(owner, here(question.name(), owner)))
			.completeOnTimeout(false, this.replyTimeout, TimeUnit.NANOSECONDS)
			.join();
	}

	private CompletableFuture<Boolean> send(String instance, Inquiry inquiry) {
		return StoreCall.<Boolean>send(() -> this.store.tell(instance, inquiry))
			.toCompletableFuture()
			.handle((heard, error) -> error == null && heard);
	}

	/**
	 * Where a request of this instance is. It need not own any more when it is asked for:
	 * a lock that is passed on all the time is with the next one before the question
	 * comes.
	 */
	private Whereabouts here(String name, Request owner) {
		LockInUse lock = this.locks.apply(name, owner);
		LockInUse.Holder holder = lock.holder();
		return new Whereabouts(this.host.get(), ProcessHandle.current().pid(),
				(holder != null) ? holder.thread() : null, (holder != null) ? holder.since() : null, lock.waiting());
	}

	/**
	 * Answer nothing any more.
	 */
	public void close() {
		this.answers.shutdownNow();
	}

}
