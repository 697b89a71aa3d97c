package io.github.batonlock.engine.instance;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Remembers the newest of many elements. Bounded and forgetful: elements that share a
 * slot replace each other. Safe for use by any number of threads.
 *
 * @param <T> type of the elements
 */
final class RecentSet<T> {

	private static final int SLOTS = 1024;

	private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(SLOTS);

	void add(T element) {
		this.slots.set(slot(element), element);
	}

	boolean contains(T element) {
		return element.equals(this.slots.get(slot(element)));
	}

	/**
	 * Forget an element.
	 * @return whether it was remembered
	 */
	boolean remove(T element) {
		int slot = slot(element);
		T remembered = this.slots.get(slot);
		return element.equals(remembered) && this.slots.compareAndSet(slot, remembered, null);
	}

	private static int slot(Object element) {
		int hash = element.hashCode();
		return (hash ^ (hash >>> 16)) & (SLOTS - 1);
	}

}
