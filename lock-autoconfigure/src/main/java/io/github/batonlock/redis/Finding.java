package io.github.batonlock.redis;

import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.Delivery.Way;
import org.jspecify.annotations.Nullable;

/**
 * Result of a {@link Look}.
 *
 * @param scripts whether the server runs scripts
 * @param delivery how messages reach this instance
 * @param reason why it is not better, in the words of the server; {@code null} if there
 * is no reason
 */
record Finding(boolean scripts, Delivery delivery, @Nullable String reason) {

	static Finding of(Way way, @Nullable String reason) {
		return new Finding(true, new Delivery(way, false), reason);
	}

	static Finding scriptsPublish(boolean probe) {
		return new Finding(true, new Delivery(Way.SCRIPT, probe), null);
	}

	static Finding noScripts(String reason) {
		return new Finding(false, new Delivery(Way.NONE, false), reason);
	}

}
