package io.github.batonlock.redis;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.LockState;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;

import org.springframework.data.redis.RedisSystemException;

/**
 * Reads replies of scripts: a text whose first line determines the meaning of the others.
 */
final class Replies {

	private final Courier courier;

	/**
	 * Creates a reader.
	 * @param courier delivers the messages that scripts could not publish
	 */
	Replies(Courier courier) {
		this.courier = courier;
	}

	AcquireReply acquire(String text) {
		String[] reply = lines(text);
		return switch (reply[0]) {
			case "granted" -> new AcquireReply.Granted(number(reply, 1), number(reply, 2) > 0);
			case "wait" -> {
				deliver(text, reply, 4);
				long place = number(reply, 2);
				yield new AcquireReply.Wait(Duration.ofMillis(number(reply, 1)),
						(place >= 0) ? OptionalLong.of(place) : OptionalLong.empty(), new Request(reply[3]));
			}
			default -> throw unknown(reply);
		};
	}

	/**
	 * Reads the reply for one lock.
	 */
	RenewReply renew(String line) {
		String[] reply = line.split(" ", 2);
		return switch (reply[0]) {
			case "kept" -> new RenewReply.Kept(number(reply, 1));
			case "lost" -> new RenewReply.Lost();
			case "failed" -> throw new RedisSystemException(reply[1], null);
			default -> throw unknown(reply);
		};
	}

	FenceReply fence(String text) {
		String[] reply = lines(text);
		return switch (reply[0]) {
			case "drawn" -> new FenceReply.Drawn(number(reply, 1));
			case "lost" -> new FenceReply.Lost();
			default -> throw unknown(reply);
		};
	}

	/**
	 * Reads the reply of a release.
	 * @param repeated whether the release may have run before
	 */
	ReleaseReply release(String text, boolean repeated) {
		String[] reply = lines(text);
		return switch (reply[0]) {
			case "none" -> new ReleaseReply.NotOwner(repeated);
			case "gone" -> {
				deliver(text, reply, 1);
				yield new ReleaseReply.Released();
			}
			case "granted" -> new ReleaseReply.Granted(number(reply, 1));
			case "queued" -> {
				deliver(text, reply, 2);
				yield new ReleaseReply.Queued(number(reply, 1));
			}
			default -> throw unknown(reply);
		};
	}

	LockState inspect(String text) {
		String[] reply = lines(text);
		return switch (reply[0]) {
			case "free" -> new LockState(null, Duration.ZERO, number(reply, 1), requests(reply, 2));
			case "owned" -> new LockState(new Request(reply[3]), Duration.ofMillis(Math.max(0, number(reply, 2))),
					number(reply, 1), requests(reply, 4));
			default -> throw unknown(reply);
		};
	}

	private static List<Request> requests(String[] reply, int from) {
		return Arrays.stream(reply, from, reply.length).map(Request::new).toList();
	}

	/**
	 * Delivers the message that follows some lines, if there is one. It may contain line
	 * breaks.
	 */
	private void deliver(String text, String[] reply, int lines) {
		if (reply.length >= lines + 3) {
			String message = text.split("\n", lines + 3)[lines + 2];
			this.courier.deliver(reply[lines], reply[lines + 1], message);
		}
	}

	static String[] lines(String reply) {
		return reply.split("\n", -1);
	}

	private static long number(String[] reply, int index) {
		return Long.parseLong(reply[index]);
	}

	private static IllegalStateException unknown(String[] reply) {
		return new IllegalStateException("Redis answers a lock script with '" + reply[0] + "'");
	}

}
