package io.github.batonlock.engine;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Remembers which names were found busy a moment ago, so that the first try for them need
 * not be one that cannot queue. Bounded and forgetful: names that share a slot replace
 * each other, which costs one command and nothing else.
 */
final class BusyNames {

	private static final int SLOTS = 1024;

	private final AtomicReferenceArray<@Nullable String> names = new AtomicReferenceArray<>(SLOTS);

	boolean contains(String name) {
		return name.equals(this.names.getPlain(slot(name)));
	}

	void add(String name) {
		this.names.setPlain(slot(name), name);
	}

	void remove(String name) {
		if (contains(name)) {
			this.names.setPlain(slot(name), null);
		}
	}

	private static int slot(String name) {
		int hash = name.hashCode();
		return (hash ^ (hash >>> 16)) & (SLOTS - 1);
	}

}
