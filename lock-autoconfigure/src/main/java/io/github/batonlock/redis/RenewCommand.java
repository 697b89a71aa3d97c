package io.github.batonlock.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.github.batonlock.store.LockStore.Renewal;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Renews locks, several of them by one command if their keys are in one place. A client
 * may be unaware of a cluster or a proxy, so renewals that fail in the command for many
 * are repeated by a command for one.
 */
final class RenewCommand {

	private static final Log logger = LogFactory.getLog(RedisLockStore.class);

	private final RedisCommands commands;

	private final LockKeys keys;

	private final Replies replies;

	/** Whether a server has refused to renew several locks at once. */
	private final AtomicBoolean apart = new AtomicBoolean();

	RenewCommand(RedisCommands commands, LockKeys keys, Replies replies) {
		this.commands = commands;
		this.keys = keys;
		this.replies = replies;
	}

	/**
	 * While a slot is being moved, Redis refuses commands on two keys that are in
	 * different places. That must not end a lease.
	 */
	CompletionStage<RenewReply> renew(String name, Request request, Duration lease) {
		return run(this.keys.ownerAndQueue(name), request, lease)
			.exceptionallyCompose((failure) -> ServerErrors.isOf(failure, "TRYAGAIN")
					? run(this.keys.ownerAlone(name), request, lease) : CompletableFuture.failedStage(failure));
	}

	private CompletionStage<RenewReply> run(byte[][] keys, Request request, Duration lease) {
		return this.commands.run(LockScript.RENEW, this.replies::renew, keys, LockKeys.bytes(request),
				LockKeys.bytes(lease));
	}

	/**
	 * Renews several locks.
	 * @return the replies, in the same order
	 */
	List<CompletionStage<RenewReply>> renewAll(List<Renewal> renewals) {
		if (renewals.size() == 1 || this.apart.get() || this.commands.cluster()) {
			return renewals.stream().map(this::renewAlone).toList();
		}
		List<byte[]> keys = new ArrayList<>(2 * renewals.size());
		List<byte[]> arguments = new ArrayList<>(2 * renewals.size());
		for (Renewal renewal : renewals) {
			Collections.addAll(keys, this.keys.ownerAndQueue(renewal.name()));
			Collections.addAll(arguments, LockKeys.bytes(renewal.request()), LockKeys.bytes(renewal.lease()));
		}
		CompletionStage<String[]> answers = this.commands.run(LockScript.RENEW_ALL, Replies::lines,
				keys.toArray(byte[][]::new), arguments.toArray(byte[][]::new));
		return IntStream.range(0, renewals.size())
			.mapToObj((index) -> answered(answers, index, renewals.get(index)))
			.toList();
	}

	private CompletionStage<RenewReply> renewAlone(Renewal renewal) {
		return renew(renewal.name(), renewal.request(), renewal.lease());
	}

	private CompletionStage<RenewReply> answered(CompletionStage<String[]> answers, int index, Renewal renewal) {
		return answers.<CompletionStage<RenewReply>>handle((lines, failure) -> {
			if (failure != null) {
				return refused(renewal, failure);
			}
			RenewReply reply = this.replies.renew(lines[index]);
			// a proxy routes by the first key, so the command may have asked a server
			// without this lock
			return (reply instanceof RenewReply.Lost) ? renewAlone(renewal) : CompletableFuture.completedStage(reply);
		}).thenCompose((answer) -> answer);
	}

	private CompletionStage<RenewReply> refused(Renewal renewal, Throwable failure) {
		String words = ServerErrors.refusal(failure);
		if (words == null) {
			return CompletableFuture.failedStage(failure);
		}
		return renewAlone(renewal).whenComplete((reply, refused) -> {
			if (refused == null && this.apart.compareAndSet(false, true)) {
				logger.info("Redis does not renew several distributed locks by one command, so each renewal is a"
						+ " separate command. Redis says: " + words);
			}
		});
	}

}
