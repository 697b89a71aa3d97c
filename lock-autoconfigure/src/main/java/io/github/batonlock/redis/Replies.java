package io.github.batonlock.redis;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.batonlock.engine.AcquireReply;
import io.github.batonlock.engine.FenceReply;
import io.github.batonlock.engine.LockState;
import io.github.batonlock.engine.ReleaseReply;
import io.github.batonlock.engine.RenewReply;
import io.github.batonlock.engine.Request;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.data.redis.RedisSystemException;

/**
 * Reads what the scripts answer: a text whose first line tells what the others are.
 */
final class Replies {

	private static final Log logger = LogFactory.getLog(RedisLockStore.class);

	private final String channels;

	private final AtomicBoolean warned = new AtomicBoolean();

	Replies(LockKeys keys) {
		this.channels = keys.channelPrefix() + "*";
	}

	AcquireReply acquire(String text) {
		String[] reply = lines(text);
		return switch (reply[0]) {
			case "granted" -> new AcquireReply.Granted(number(reply, 1), number(reply, 2) > 0);
			case "wait" -> {
				warnIfRefused(reply, 4);
				long place = number(reply, 2);
				yield new AcquireReply.Wait(Duration.ofMillis(number(reply, 1)),
						(place >= 0) ? OptionalLong.of(place) : OptionalLong.empty(), new Request(reply[3]));
			}
			default -> throw unknown(reply);
		};
	}

	/**
	 * Of one lock.
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
	 * Of a release.
	 * @param repeated whether it may have run before
	 */
	ReleaseReply release(String text, boolean repeated) {
		String[] reply = lines(text);
		return switch (reply[0]) {
			case "none" -> new ReleaseReply.NotOwner(repeated);
			case "gone" -> {
				warnIfRefused(reply, 1);
				yield new ReleaseReply.Released();
			}
			case "granted" -> new ReleaseReply.Granted(number(reply, 1));
			case "queued" -> {
				warnIfRefused(reply, 2);
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

	private void warnIfRefused(String[] reply, int index) {
		if (reply.length > index && this.warned.compareAndSet(false, true)) {
			logger.warn("Redis refuses to PUBLISH to the channels " + this.channels
					+ ", so distributed locks are handed over by polling only, which is slow. Permit the user of this"
					+ " application the command PUBLISH and these channels (ACL SETUSER ... +publish &" + this.channels
					+ "). Redis says: " + reply[index]);
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
