package io.github.batonlock.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import org.awaitility.Awaitility;

/**
 * Remembers what a store tells.
 */
public final class RecordingListener implements StoreListener {

	private final AtomicInteger subscriptions = new AtomicInteger();

	private final List<Object> messages = new CopyOnWriteArrayList<>();

	private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

	@Override
	public void granted(String name, Request request, long place, Duration grantLease, long waiting) {
		this.messages.add(new Grant(name, request, place, grantLease, waiting));
	}

	@Override
	public void asked(String name, Request owner) {
		this.messages.add(new Ask(name, owner));
	}

	@Override
	public void told(Inquiry inquiry) {
		this.messages.add(inquiry);
	}

	@Override
	public void subscribed() {
		this.subscriptions.incrementAndGet();
	}

	@Override
	public void delivery(Delivery found) {
		if (found.messages() != Delivery.Way.UNKNOWN) {
			this.deliveries.add(found);
		}
	}

	/**
	 * Wait until it is found out how messages get here.
	 * @return the newest finding
	 */
	public Delivery awaitDelivery() {
		Awaitility.await("delivery")
			.atMost(Duration.ofSeconds(30))
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> !this.deliveries.isEmpty());
		return this.deliveries.get(this.deliveries.size() - 1);
	}

	/**
	 * How often a subscription was confirmed.
	 * @return how often
	 */
	public int subscriptions() {
		return this.subscriptions.get();
	}

	/**
	 * Wait until subscriptions were confirmed.
	 * @param count how many at least
	 * @return this
	 */
	public RecordingListener awaitSubscriptions(int count) {
		Awaitility.await("subscription " + count)
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> this.subscriptions.get() >= count);
		return this;
	}

	/**
	 * What has come and was not taken.
	 * @return {@link Grant}s, {@link Ask}s and {@link Inquiry}s in their order
	 */
	public List<Object> messages() {
		return this.messages;
	}

	/**
	 * Take the next message.
	 * @return a {@link Grant}, an {@link Ask} or an {@link Inquiry}
	 */
	public Object awaitMessage() {
		Awaitility.await("message")
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> !this.messages.isEmpty());
		return this.messages.remove(0);
	}

	/**
	 * Take all messages up to one that surely comes last.
	 * @param last name of the lock that the last one is about
	 * @return the messages before that one
	 */
	public List<Object> awaitAllBefore(String last) {
		List<Object> before = new ArrayList<>();
		for (Object next = awaitMessage(); !isAbout(next, last); next = awaitMessage()) {
			before.add(next);
		}
		return before;
	}

	private static boolean isAbout(Object message, String name) {
		return (message instanceof Grant grant && grant.name().equals(name))
				|| (message instanceof Ask ask && ask.name().equals(name));
	}

	/**
	 * What {@link StoreListener#granted} was told.
	 *
	 * @param name name of the lock
	 * @param request the request
	 * @param place the place that it had
	 * @param grantLease how long it owns
	 * @param waiting how many others queue
	 */
	public record Grant(String name, Request request, long place, Duration grantLease, long waiting) {
	}

	/**
	 * What {@link StoreListener#asked} was told.
	 *
	 * @param name name of the lock
	 * @param owner the request that owns
	 */
	public record Ask(String name, Request owner) {
	}

}
