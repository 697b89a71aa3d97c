package io.github.batonlock.local;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import io.github.batonlock.store.Request;
import org.jspecify.annotations.Nullable;

/**
 * One lock in the memory of local stores: its owner, the end of the ownership, and its
 * queue. Guarded by the monitor of {@link LocalLocks}.
 */
final class LocalLock {

	private final Map<Request, Long> queue = new LinkedHashMap<>();

	private @Nullable Request owner;

	private long ownedUntil;

	private long queuedUntil;

	@Nullable Request owner() {
		return this.owner;
	}

	boolean ownedBy(Request request) {
		return request.equals(this.owner);
	}

	Duration ownerLeft(long now) {
		return Duration.ofNanos(this.ownedUntil - now);
	}

	void own(Request request, long until) {
		this.owner = request;
		this.ownedUntil = until;
	}

	void disown() {
		this.owner = null;
	}

	/** Returns the first requests in the queue. */
	List<Request> queue(int limit) {
		return this.queue.keySet().stream().limit(limit).toList();
	}

	int waiting() {
		return this.queue.size();
	}

	OptionalLong place(Request request) {
		Long place = this.queue.get(request);
		return (place != null) ? OptionalLong.of(place) : OptionalLong.empty();
	}

	/**
	 * Takes a place, or keeps the older one.
	 */
	void enqueue(Request request, long place, long until) {
		if (this.queue.isEmpty()) {
			this.queuedUntil = until;
		}
		this.queue.putIfAbsent(request, place);
	}

	/**
	 * Keeps the queue for a while after this sign of life, but never shorter than before.
	 */
	void keepQueue(long until) {
		if (until - this.queuedUntil > 0) {
			this.queuedUntil = until;
		}
	}

	void leaveQueue(Request request) {
		this.queue.remove(request);
	}

	/**
	 * Removes the head of the queue.
	 * @return the request and its place, {@code null} if the queue is empty
	 */
	Map.@Nullable Entry<Request, Long> pollHead() {
		Iterator<Map.Entry<Request, Long>> heads = this.queue.entrySet().iterator();
		if (!heads.hasNext()) {
			return null;
		}
		Map.Entry<Request, Long> head = Map.Entry.copyOf(heads.next());
		heads.remove();
		return head;
	}

	void expire(long now) {
		if (this.owner != null && now - this.ownedUntil >= 0) {
			this.owner = null;
		}
		if (!this.queue.isEmpty() && now - this.queuedUntil >= 0) {
			this.queue.clear();
		}
	}

	boolean unused() {
		return this.owner == null && this.queue.isEmpty();
	}

}
