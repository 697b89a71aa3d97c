package io.github.batonlock.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.engine.Request;
import io.github.batonlock.engine.StoreListener;
import org.awaitility.Awaitility;

/**
 * Remembers what a store tells.
 */
final class RecordingListener implements StoreListener {

	private final AtomicInteger subscriptions = new AtomicInteger();

	private final List<Message> messages = new CopyOnWriteArrayList<>();

	@Override
	public void granted(String name, Request request, long place, Duration grantLease, long waiting) {
		this.messages.add(new Message.Grant(name, request, place, grantLease, waiting));
	}

	@Override
	public void asked(String name, Request owner) {
		this.messages.add(new Message.Ask(name, owner));
	}

	@Override
	public void subscribed() {
		this.subscriptions.incrementAndGet();
	}

	int subscriptions() {
		return this.subscriptions.get();
	}

	RecordingListener awaitSubscriptions(int count) {
		Awaitility.await("subscription " + count).until(() -> this.subscriptions.get() >= count);
		return this;
	}

	List<Message> messages() {
		return this.messages;
	}

	Message awaitMessage() {
		Awaitility.await("message").until(() -> !this.messages.isEmpty());
		return this.messages.remove(0);
	}

}
