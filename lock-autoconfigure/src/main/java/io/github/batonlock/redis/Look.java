package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.github.batonlock.store.Delivery.Way;
import org.jspecify.annotations.Nullable;

/**
 * Checks once what a server permits: each kind of command that locks need, and messages
 * to the own instance. Scripts check several shards, because the client may mistake
 * several servers for one, and only some of them know the subscription.
 */
final class Look {

	private static final int SHARDS = 16;

	private static final int CLIENT = -1;

	private final RedisCommands commands;

	private final LockKeys keys;

	private final String instance;

	private final Duration patience;

	private final Executor executor;

	private final String head;

	private final Set<Integer> unheard = ConcurrentHashMap.newKeySet();

	private final CompletableFuture<Boolean> scriptsHeard = new CompletableFuture<>();

	private final CompletableFuture<Boolean> clientHeard = new CompletableFuture<>();

	/**
	 * Creates a look.
	 * @param number distinguishes the looks of an instance
	 * @param patience how long to wait for a message
	 * @param executor runs the steps that follow a reply, instead of threads of the
	 * driver
	 */
	Look(long number, RedisCommands commands, LockKeys keys, String instance, Duration patience, Executor executor) {
		this.commands = commands;
		this.keys = keys;
		this.instance = instance;
		this.patience = patience;
		this.executor = executor;
		this.head = Scout.MESSAGE + number + " ";
		IntStream.range(0, SHARDS).forEach(this.unheard::add);
	}

	/**
	 * Handles a message, however late.
	 */
	void hear(byte[] body) {
		String text = new String(body, StandardCharsets.UTF_8);
		if (!text.startsWith(this.head)) {
			return; // of an earlier look
		}
		int from = Integer.parseInt(text.substring(this.head.length()));
		if (from == CLIENT) {
			this.clientHeard.complete(true);
		}
		else if (this.unheard.remove(from) && this.unheard.isEmpty()) {
			this.scriptsHeard.complete(true);
		}
	}

	/**
	 * Runs the checks.
	 * @return the result, or an error if the result may differ in a moment
	 */
	CompletionStage<Finding> find() {
		CompletionStage<Boolean> set = this.commands.setIfAbsent(key(0), new byte[0], this.patience.toMillis(),
				(absent) -> absent);
		return then(set, (absent, failure) -> isOfLibraries(failure) ? CompletableFuture.failedStage(failure)
				: then(run(LockScript.LOOK, 0), this::began));
	}

	private CompletionStage<Finding> began(@Nullable String first, @Nullable Throwable failure) {
		String refusal = ServerErrors.refusal(failure);
		if (refusal != null) {
			return then(run(LockScript.LOOK_SILENTLY, 0), (seen, why) -> ranSilently(refusal, why));
		}
		if (failure != null) {
			return CompletableFuture.failedStage(failure);
		}
		List<CompletableFuture<String>> all = IntStream.range(0, SHARDS)
			.mapToObj((shard) -> (shard == 0) ? CompletableFuture.completedFuture(Objects.requireNonNull(first))
					: run(LockScript.LOOK, shard).toCompletableFuture())
			.toList();
		return then(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)),
				(done, why) -> (why != null) ? CompletableFuture.failedStage(why)
						: ran(all.stream().map(CompletableFuture::join).map(Seen::read).toList()));
	}

	private CompletionStage<Finding> ranSilently(String messagesRefused, @Nullable Throwable failure) {
		if (failure == null) {
			return publish(messagesRefused);
		}
		String refusal = ServerErrors.refusal(failure);
		return (refusal != null) ? CompletableFuture.completedStage(Finding.noScripts(refusal))
				: CompletableFuture.failedStage(failure);
	}

	private CompletionStage<Finding> ran(List<Seen> all) {
		String refusal = all.stream().map(Seen::refusal).filter(Objects::nonNull).findFirst().orElse(null);
		if (ServerErrors.isOfPermission(refusal)) {
			return CompletableFuture.completedStage(Finding.of(Way.NONE, refusal));
		}
		if (refusal != null) {
			return publish(refusal);
		}
		boolean probe = !this.commands.cluster() && all.stream().allMatch((seen) -> seen.subscribers() > 0);
		return then(patiently(this.scriptsHeard), (heard, failure) -> Boolean.TRUE.equals(heard)
				? CompletableFuture.completedStage(Finding.scriptsPublish(probe)) : publish(null));
	}

	/**
	 * Publishes from the client, because scripts cannot.
	 * @param refusal why scripts cannot, {@code null} if they may, but their messages do
	 * not arrive
	 */
	private CompletionStage<Finding> publish(@Nullable String refusal) {
		return then(this.commands.publish(channel(), message(CLIENT)), (count, failure) -> {
			String own = ServerErrors.refusal(failure);
			if (own != null) {
				return CompletableFuture.completedStage(Finding.of(Way.NONE, own));
			}
			return (failure != null) ? CompletableFuture.failedStage(failure)
					: then(patiently(this.clientHeard), (heard, none) -> CompletableFuture
						.completedStage(Finding.of(Boolean.TRUE.equals(heard) ? Way.CLIENT : Way.NONE, refusal)));
		});
	}

	private CompletionStage<String> run(LockScript script, int shard) {
		return this.commands.run(script, Function.identity(), new byte[][] { key(shard) }, channel(), message(shard));
	}

	private byte[] key(int shard) {
		return this.keys.look(shard, this.instance);
	}

	private byte[] channel() {
		return LockKeys.bytes(this.keys.channel(this.instance));
	}

	private byte[] message(int from) {
		return LockKeys.bytes(this.head + from);
	}

	private CompletionStage<Boolean> patiently(CompletableFuture<Boolean> heard) {
		return heard.copy().completeOnTimeout(false, this.patience.toMillis(), TimeUnit.MILLISECONDS);
	}

	private <T> CompletionStage<Finding> then(CompletionStage<T> answer, Step<T> step) {
		return answer.<CompletionStage<Finding>>handleAsync(step::go, this.executor).thenCompose(Function.identity());
	}

	/**
	 * Returns whether the failure is caused by incompatible libraries, which no server
	 * can fix.
	 */
	static boolean isOfLibraries(@Nullable Throwable failure) {
		return failure instanceof LinkageError || (failure != null && failure.getCause() instanceof LinkageError);
	}

	/**
	 * A step that follows a reply.
	 *
	 * @param <T> type of the reply
	 */
	@FunctionalInterface
	private interface Step<T> {

		CompletionStage<Finding> go(@Nullable T answer, @Nullable Throwable failure);

	}

	/**
	 * Observations of a script.
	 *
	 * @param subscribers number of subscribers of this instance that its server knows,
	 * negative if unknown
	 * @param refusal why the script may not publish, {@code null} if it may
	 */
	private record Seen(long subscribers, @Nullable String refusal) {

		static Seen read(String text) {
			String[] reply = Replies.lines(text);
			return new Seen(Long.parseLong(reply[1]), (reply.length > 2) ? reply[2] : null);
		}

	}

}
