package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ValueOutput;
import io.lettuce.core.protocol.CommandType;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Commands of Lettuce, natively asynchronous on one permanent connection: the shared one
 * of the factory, or a separate one if the factory shares none.
 */
final class LettuceCommands implements RedisCommands {

	private final LettuceConnectionFactory factory;

	private final Executor executor;

	private volatile @Nullable LettuceLink link;

	private @Nullable CompletableFuture<LettuceLink> opening;

	LettuceCommands(LettuceConnectionFactory factory, Executor executor) {
		this.factory = factory;
		this.executor = executor;
	}

	@Override
	public <R> CompletionStage<R> setIfAbsent(byte[] key, byte[] value, long millis, Function<Boolean, R> reader) {
		return call((redis) -> redis.set(key, value, SetArgs.Builder.nx().px(millis)))
			.thenApply((reply) -> reader.apply("OK".equals(reply)));
	}

	@Override
	public <R> CompletionStage<R> run(LockScript script, AnswerReader<R> reader, byte[][] keys, byte[]... arguments) {
		ScriptArguments shortly = new ScriptArguments(script.sha1(), keys, arguments);
		CompletionStage<R> answer = run(CommandType.EVALSHA, shortly)
			.thenApply((reply) -> reader.read(text(reply), shortly.repeated()));
		return answer.exceptionallyCompose((failure) -> {
			if (!isNoScript(failure)) {
				return CompletableFuture.failedStage(failure);
			}
			ScriptArguments whole = new ScriptArguments(script.text(), keys, arguments);
			return run(CommandType.EVAL, whole)
				.thenApply((reply) -> reader.read(text(reply), shortly.repeated() || whole.repeated()));
		});
	}

	private CompletionStage<byte[]> run(CommandType type, ScriptArguments arguments) {
		return call((redis) -> redis.dispatch(type, new ValueOutput<>(ByteArrayCodec.INSTANCE), arguments));
	}

	@Override
	public CompletionStage<Long> publish(byte[] channel, byte[] message) {
		return call((redis) -> redis.publish(channel, message));
	}

	private static String text(byte @Nullable [] reply) {
		return (reply != null) ? new String(reply, StandardCharsets.UTF_8) : "";
	}

	private static boolean isNoScript(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		return cause instanceof RedisNoScriptException;
	}

	private <T> CompletionStage<T> call(
			Function<RedisClusterAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> command) {
		try {
			LettuceLink link = this.link;
			if (link != null && !link.closed()) {
				return command.apply(link.commands());
			}
			return open().thenCompose((opened) -> command.apply(opened.commands()));
		}
		catch (RuntimeException | LinkageError ex) {
			return CompletableFuture.failedStage(ex);
		}
	}

	private synchronized CompletableFuture<LettuceLink> open() {
		if (this.opening == null || this.opening.isDone()) {
			this.opening = CompletableFuture.supplyAsync(this::connect, this.executor);
		}
		return this.opening;
	}

	private LettuceLink connect() {
		LettuceLink link = this.link;
		if (link == null || link.closed()) {
			link = LettuceLink.open(this.factory);
			this.link = link;
		}
		return link;
	}

	@Override
	public boolean cluster() {
		return this.factory.isClusterAware();
	}

	@Override
	public void close() {
		LettuceLink link = this.link;
		this.link = null;
		if (link != null) {
			link.close();
		}
	}

}
