package io.github.batonlock.engine;

import java.util.concurrent.atomic.AtomicReferenceArray;

import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which requests were released a moment ago. Somebody may have asked for one of
 * them just before, and messages and answers keep no order among each other: such an ask
 * is no sign that the request still owns anything. Bounded and forgetful; what it has
 * forgotten costs one more release, and a second ask is always taken seriously.
 */
final class ReleasedRequests {

	private static final int SLOTS = 1024;

	private final AtomicReferenceArray<@Nullable Request> requests = new AtomicReferenceArray<>(SLOTS);

	void add(Request request) {
		this.requests.set(slot(request), request);
	}

	/**
	 * Forget a request.
	 * @return whether it was remembered
	 */
	boolean remove(Request request) {
		int slot = slot(request);
		Request remembered = this.requests.get(slot);
		return request.equals(remembered) && this.requests.compareAndSet(slot, remembered, null);
	}

	private static int slot(Request request) {
		int hash = request.hashCode();
		return (hash ^ (hash >>> 16)) & (SLOTS - 1);
	}

}
