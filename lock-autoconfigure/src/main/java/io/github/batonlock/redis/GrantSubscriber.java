package io.github.batonlock.redis;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.github.batonlock.store.StoreListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * The subscription of one instance to its channel, from {@link #subscribe()} to
 * {@link #close()}.
 * <p>
 * Each attempt to subscribe uses a separate listener container: adding a listener to a
 * running container may block without limit and loses messages in the meantime, whereas a
 * successor takes over before its predecessor ends.
 */
final class GrantSubscriber implements MessageListener, SubscriptionListener {

	private static final Log logger = LogFactory.getLog(GrantSubscriber.class);

	private static final long FIRST_DELAY = 100;

	private static final long LONGEST_DELAY = 2000;

	private static final long LONGEST_DELAY_IF_REFUSED = 60_000;

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

	private final Supplier<RedisMessageListenerContainer> containers;

	private final Runnable check;

	private final ChannelTopic channel;

	private final StoreListener listener;

	private final Scout scout;

	private final SubscriptionExecutor executor;

	private final AtomicReference<@Nullable RedisMessageListenerContainer> current = new AtomicReference<>();

	private final AtomicBoolean subscribing = new AtomicBoolean();

	private volatile CountDownLatch attempt = new CountDownLatch(0);

	private volatile boolean closed;

	/**
	 * Creates a subscriber.
	 * @param containers creates a listener container
	 * @param check checks Redis in the background, before each attempt and after a
	 * successful one
	 * @param channel the channel
	 * @param listener receives the messages
	 * @param scout receives its own messages and subscription events
	 * @param executor runs all of this, closed with the subscriber
	 */
	GrantSubscriber(Supplier<RedisMessageListenerContainer> containers, Runnable check, String channel,
			StoreListener listener, Scout scout, SubscriptionExecutor executor) {
		this.containers = containers;
		this.check = check;
		this.channel = ChannelTopic.of(channel);
		this.listener = listener;
		this.scout = scout;
		this.executor = executor;
	}

	/**
	 * Subscribes, or subscribes again, in the background and until it succeeds.
	 */
	void subscribe() {
		if (this.subscribing.compareAndSet(false, true)) {
			try {
				this.executor.execute(() -> attemptOnce(FIRST_DELAY));
			}
			catch (Throwable ex) {
				this.subscribing.set(false); // a thread may not be available at the
												// moment
				throw ex;
			}
		}
	}

	private void attemptOnce(long delay) {
		CountDownLatch over = new CountDownLatch(1);
		this.attempt = over;
		try {
			if (!this.closed) {
				attempt(delay);
			}
		}
		finally {
			over.countDown();
		}
	}

	private void attempt(long delay) {
		RedisMessageListenerContainer next = null;
		try {
			this.check.run();
			next = this.containers.get();
			next.addMessageListener(this, this.channel);
			next.start();
		}
		catch (Throwable ex) {
			if (next != null) {
				dispose(next);
			}
			tryAgain(delay, ex);
			return;
		}
		RedisMessageListenerContainer previous = this.current.getAndSet(next);
		if (previous != null) {
			dispose(previous);
		}
		if (this.closed) {
			dispose(next);
			return;
		}
		this.check.run();
	}

	private void tryAgain(long delay, Throwable failure) {
		if (this.closed) {
			return;
		}
		if (delay == FIRST_DELAY) {
			logger.warn("Cannot subscribe to the Redis channel " + this.channel.getTopic()
					+ ", so waiters for distributed locks poll until that succeeds: "
					+ NestedExceptionUtils.getMostSpecificCause(failure));
		}
		else {
			this.scout.unsubscribed();
		}
		try {
			long next = Math.min(delay * 2, isRefused(failure) ? LONGEST_DELAY_IF_REFUSED : LONGEST_DELAY);
			this.executor.schedule(() -> this.executor.execute(() -> attemptOnce(next)), delay, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Closed meanwhile", ex);
		}
	}

	private static boolean isRefused(Throwable failure) {
		return String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage()).startsWith("NOPERM");
	}

	private void dispose(RedisMessageListenerContainer container) {
		try {
			// without a listener, the container does not recover the connection that is
			// closed here
			container.removeMessageListener(this);
			container.destroy();
		}
		catch (Exception ex) {
			logger.debug("Cannot end the subscription to " + this.channel.getTopic() + " properly", ex);
		}
	}

	@Override
	public void onChannelSubscribed(byte[] channel, long count) {
		this.subscribing.set(false);
		if (!this.closed) {
			this.listener.subscribed();
			this.scout.subscribed();
		}
	}

	@Override
	public void onMessage(org.springframework.data.redis.connection.Message message, byte @Nullable [] pattern) {
		if (this.scout.hears(message.getBody())) {
			return;
		}
		Message read = Message.read(message.getBody());
		if (read != null) {
			read.tell(this.listener);
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("Ignored a message of " + message.getBody().length + " bytes on " + this.channel.getTopic());
		}
	}

	/**
	 * Unsubscribes, and waits for that for a moment: drivers report errors for
	 * connections that are created while they shut down.
	 */
	void close() {
		this.closed = true;
		long deadline = System.nanoTime() + PATIENCE;
		await(this.attempt, deadline);
		RedisMessageListenerContainer container = this.current.getAndSet(null);
		if (container != null) {
			CountDownLatch done = new CountDownLatch(1);
			this.executor.execute(() -> {
				dispose(container);
				done.countDown();
			});
			await(done, deadline);
		}
		this.executor.shutdownNow();
	}

	private static void await(CountDownLatch done, long deadline) {
		try {
			if (!done.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
				logger.debug("Unsubscribing takes long and continues in the background");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
