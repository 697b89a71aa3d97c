package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.Delivery.Way;
import io.github.batonlock.store.StoreListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the server after each subscription of an instance, and again after a bad
 * result, and reports the result. No caller waits for it.
 * <p>
 * Everything except for {@link #hears} runs on the scheduling thread, which guards the
 * state.
 */
final class Scout {

	private static final Log logger = LogFactory.getLog(RedisLockStore.class);

	static final String MESSAGE = "1 look ";

	private static final int LONGEST_MESSAGE = 100;

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private static final long FIRST_PAUSE = 1000;

	private static final long LONGEST_PAUSE = 60_000;

	private final RedisCommands commands;

	private final LockKeys keys;

	private final String instance;

	private final Courier courier;

	private final StoreListener listener;

	private final ScheduledExecutorService executor;

	private volatile @Nullable Look current;

	private long looks;

	private long pause;

	private boolean found;

	private boolean unusable;

	/**
	 * Creates a scout.
	 * @param commands the commands to try
	 * @param keys the keys and channels
	 * @param instance the instance that messages have to reach
	 * @param courier is notified of the result
	 * @param listener is notified of the result, too
	 * @param executor schedules on one thread
	 */
	Scout(RedisCommands commands, LockKeys keys, String instance, Courier courier, StoreListener listener,
			ScheduledExecutorService executor) {
		this.commands = commands;
		this.keys = keys;
		this.instance = instance;
		this.courier = courier;
		this.listener = listener;
		this.executor = executor;
	}

	/**
	 * Called when the instance cannot subscribe, so that there is nothing to look at yet.
	 */
	void unsubscribed() {
		schedule(this::tellUnknown, 0);
	}

	private void tellUnknown() {
		if (!this.found) {
			this.listener.delivery(new Delivery(Way.UNKNOWN, false));
		}
	}

	/**
	 * Called when the instance has subscribed, perhaps to another server than before.
	 */
	void subscribed() {
		this.courier.doubt();
		schedule(() -> {
			this.pause = FIRST_PAUSE;
			look();
		}, 0);
	}

	/**
	 * Handles a message.
	 * @return whether the message was for the scout
	 */
	boolean hears(byte[] body) {
		if (body.length > LONGEST_MESSAGE || !new String(body, StandardCharsets.UTF_8).startsWith(MESSAGE)) {
			return false;
		}
		Look look = this.current;
		if (look != null) {
			schedule(() -> look.hear(body), 0);
		}
		return true;
	}

	private void look() {
		Look look = new Look(++this.looks, this.commands, this.keys, this.instance, PATIENCE,
				(task) -> schedule(task, 0));
		this.current = look;
		look.find().whenComplete((finding, failure) -> {
			if (this.current == look) {
				ended(look, finding, failure);
			}
		});
	}

	private void ended(Look look, @Nullable Finding finding, @Nullable Throwable failure) {
		if (finding == null) {
			if (Look.isOfLibraries(failure)) {
				unusable("the libraries on the class path are incompatible", failure);
			}
			logger.debug("Cannot find out yet what Redis allows", failure);
			tellUnknown();
			lookAgain(look);
			return;
		}
		if (!finding.scripts()) {
			unusable("Redis refuses scripts, which locks need to release, renew, and queue: " + finding.reason(), null);
		}
		else {
			this.found = true;
			this.courier.found(finding.delivery(), finding.reason());
		}
		Way way = finding.delivery().messages();
		if (way == Way.NONE || (way == Way.CLIENT && finding.reason() == null)) {
			lookAgain(look); // missing messages may have been late
		}
	}

	/**
	 * Reports a failure once.
	 */
	private void unusable(String reason, @Nullable Throwable failure) {
		if (!this.unusable) {
			this.unusable = true;
			logger.error("Distributed locks cannot be acquired, because " + reason, failure);
		}
		this.found = true;
		this.listener.delivery(new Delivery(Way.NONE, false));
	}

	private void lookAgain(Look last) {
		schedule(() -> {
			if (this.current == last) {
				look();
			}
		}, this.pause);
		this.pause = Math.min(2 * this.pause, LONGEST_PAUSE);
	}

	private void schedule(Runnable task, long millis) {
		try {
			this.executor.schedule(task, millis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Closed meanwhile", ex);
		}
	}

}
