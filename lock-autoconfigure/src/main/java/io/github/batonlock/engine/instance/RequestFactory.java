package io.github.batonlock.engine.instance;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import io.github.batonlock.store.Request;

/**
 * Makes the requests of one instance. The instance is drawn anew at each start, never in
 * a static, so that two JVMs restored from one checkpoint differ.
 */
public final class RequestFactory {

	private static final Pattern INSTANCE = Pattern.compile("[0-9a-z]{1,32}");

	private final String instance = new BigInteger(80, new SecureRandom()).toString(Character.MAX_RADIX);

	private final AtomicLong numbers = new AtomicLong();

	public String instance() {
		return this.instance;
	}

	public Request next(Duration lease, boolean unprobed, boolean single) {
		return Request.of(this.instance, this.numbers.incrementAndGet(), lease, unprobed, single);
	}

	/** Whether a text may be an instance, and so a part of the name of a channel. */
	public static boolean isInstance(String text) {
		return INSTANCE.matcher(text).matches();
	}

	public boolean made(Request request) {
		return request.instance().equals(this.instance);
	}

}
