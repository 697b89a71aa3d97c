package io.github.batonlock.engine;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the requests of one instance. The instance is drawn anew at each start, never in
 * a static, so that two JVMs restored from one checkpoint differ.
 */
final class Requests {

	private final String instance = new BigInteger(80, new SecureRandom()).toString(Character.MAX_RADIX);

	private final AtomicLong numbers = new AtomicLong();

	String instance() {
		return this.instance;
	}

	Request next(Duration lease, boolean unprobed, boolean single) {
		return Request.of(this.instance, this.numbers.incrementAndGet(), lease, unprobed, single);
	}

	boolean made(Request request) {
		return request.instance().equals(this.instance);
	}

}
