package io.github.batonlock.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

import io.github.batonlock.engine.LockStore.Renewal;
import io.github.batonlock.engine.RenewReply;
import io.github.batonlock.engine.Request;

/**
 * Prolongs ownerships by {@code renew.lua}.
 *
 * @param keys keys of the locks
 * @param commands where to send it
 * @param replies reads the answers
 */
record RedisRenewals(LockKeys keys, RedisCommands commands, Replies replies) {

	CompletionStage<RenewReply> renew(String name, Request request, Duration lease) {
		return renew(this.keys.ownerAndQueue(name), request, lease)
			.exceptionallyCompose((failure) -> ServerErrors.isOf(failure, "TRYAGAIN") ? renewAlone(name, request, lease)
					: CompletableFuture.failedStage(failure));
	}

	/**
	 * While a slot moves, Redis refuses commands on two keys that are not in one place: a
	 * lease must not end by that.
	 */
	private CompletionStage<RenewReply> renewAlone(String name, Request request, Duration lease) {
		return renew(new byte[][] { this.keys.owner(name) }, request, lease);
	}

	private CompletionStage<RenewReply> renew(byte[][] keys, Request request, Duration lease) {
		return this.commands.run(LockScript.RENEW, this.replies::renew, keys, LockKeys.bytes(request),
				LockKeys.bytes(lease));
	}

	/**
	 * With one command, but in a cluster: there the keys of several locks are in several
	 * places.
	 */
	List<CompletionStage<RenewReply>> renewAll(List<Renewal> renewals) {
		if (renewals.size() == 1 || this.commands.cluster()) {
			return renewals.stream()
				.map((renewal) -> renew(renewal.name(), renewal.request(), renewal.lease()))
				.toList();
		}
		List<byte[]> keys = new ArrayList<>(2 * renewals.size());
		List<byte[]> arguments = new ArrayList<>(2 * renewals.size());
		for (Renewal renewal : renewals) {
			Collections.addAll(keys, this.keys.ownerAndQueue(renewal.name()));
			Collections.addAll(arguments, LockKeys.bytes(renewal.request()), LockKeys.bytes(renewal.lease()));
		}
		CompletionStage<String[]> answers = this.commands.run(LockScript.RENEW, Replies::lines,
				keys.toArray(byte[][]::new), arguments.toArray(byte[][]::new));
		return IntStream.range(0, renewals.size())
			.<CompletionStage<RenewReply>>mapToObj(
					(index) -> answers.thenApply((lines) -> this.replies.renew(lines[index])))
			.toList();
	}

}
