package io.github.batonlock.redis;

import java.util.concurrent.atomic.AtomicReference;

import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.Delivery.Way;
import io.github.batonlock.store.StoreListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages for scripts that may not publish, and records whether scripts may.
 * Safe for use by any number of threads; does not block.
 */
final class Courier {

	private static final Delivery UNKNOWN = new Delivery(Way.UNKNOWN, false);

	private static final Log logger = LogFactory.getLog(RedisLockStore.class);

	private final RedisCommands commands;

	private final LockKeys keys;

	private final AtomicReference<Delivery> delivery = new AtomicReference<>(UNKNOWN);

	private volatile boolean silent;

	private volatile @Nullable StoreListener listener;

	Courier(RedisCommands commands, LockKeys keys) {
		this.commands = commands;
		this.keys = keys;
	}

	/**
	 * Sets the listener to notify of results.
	 */
	void listener(@Nullable StoreListener listener) {
		this.listener = listener;
	}

	/**
	 * Returns the script to run in place of a script that publishes.
	 */
	LockScript script(LockScript publishing) {
		return this.silent ? publishing.silently() : publishing;
	}

	/** Returns whether scripts can skip instances without a subscription. */
	boolean probes() {
		return this.delivery.get().probe();
	}

	/**
	 * Delivers a message that a script could not publish.
	 * @param reason the reason, in the words of the server; empty if the script did not
	 * try
	 * @param instance the receiving instance
	 * @param message the message
	 */
	void deliver(String reason, String instance, String message) {
		boolean permitted = !ServerErrors.isOfPermission(reason);
		if (!reason.isEmpty()) {
			refused(permitted ? Way.CLIENT : Way.NONE, reason);
		}
		if (permitted) { // otherwise, the client is the same user and may not publish
							// either
			this.commands.publish(LockKeys.bytes(this.keys.channel(instance)), LockKeys.bytes(message))
				.whenComplete((heard, failure) -> {
					if (failure != null) {
						logger.debug("Cannot publish a message, so its receiver has to poll", failure);
					}
				});
		}
	}

	/**
	 * Records that a script was refused unexpectedly. The result of a look takes
	 * precedence.
	 */
	private void refused(Way way, String reason) {
		this.silent = way == Way.CLIENT;
		if (this.delivery.get().messages() != Way.NONE) {
			found(new Delivery(way, false), reason);
		}
	}

	/**
	 * Skips no instance until the next result, because the server may be another one.
	 */
	void doubt() {
		this.delivery.updateAndGet((last) -> new Delivery(last.messages(), false));
	}

	/**
	 * Records how messages are delivered.
	 * @param found the result
	 * @param reason why it is not better, {@code null} if there is nothing to report
	 */
	void found(Delivery found, @Nullable String reason) {
		Delivery last = this.delivery.getAndSet(found);
		if (found.messages() != Way.NONE) {
			this.silent = found.messages() == Way.CLIENT;
		}
		if (found.messages() != last.messages()) {
			tell(last.messages(), found.messages(), reason);
		}
		StoreListener current = this.listener;
		if (current != null) {
			current.delivery(found);
		}
	}

	private void tell(Way last, Way found, @Nullable String reason) {
		String channels = this.keys.channelPrefix() + "*";
		String says = (reason != null) ? " Redis says: " + reason : "";
		if (found == Way.NONE && ServerErrors.isOfPermission(reason)) {
			logger.warn("Redis refuses to PUBLISH to the channels " + channels
					+ ", so distributed locks are handed over by polling only, which is slow. Grant the Redis user of this"
					+ " application the command PUBLISH and these channels (ACL SETUSER ... +publish &" + channels
					+ ")." + says);
		}
		else if (found == Way.NONE) {
			logger
				.warn("Messages to the channels " + channels + " do not arrive, neither from scripts nor from clients,"
						+ " so distributed locks are handed over by polling only, which costs more commands and time."
						+ says);
		}
		else if (found == Way.CLIENT) {
			logger.warn("Messages that scripts publish to the channels " + channels + " are refused or do not arrive,"
					+ " so the application publishes them: each hand-over of a distributed lock costs one more"
					+ " command, and instances that died in the queue are not skipped." + says);
		}
		else if (last != Way.UNKNOWN && found == Way.SCRIPT) {
			logger.info("Messages that scripts publish to the channels " + channels + " arrive again");
		}
	}

}
