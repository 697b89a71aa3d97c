package io.github.batonlock.store;

import java.time.Duration;

/**
 * One try of an instance to own a lock, unique for ever, so that every command about it
 * may be repeated. Written as <code>instance:number:lease:flags</code>, because the
 * scripts of a store and the other instances must be able to read it.
 *
 * @param text the request as the store keeps it
 */
public record Request(String text) {

	private static final char UNPROBED = 'm';

	private static final char SINGLE = 's';

	/**
	 * Make a request.
	 * @param instance the instance that asks, without colons
	 * @param number number of the request, never used before by that instance
	 * @param lease how long a tenure got by this request lasts unless it is renewed
	 * @param unprobed whether it must be served even if nobody seems to listen on the
	 * channel of the instance
	 * @param single whether it is a first try made for a single caller, so that its
	 * tenure passes nothing on without asking the store
	 * @return the request
	 */
	public static Request of(String instance, long number, Duration lease, boolean unprobed, boolean single) {
		StringBuilder text = new StringBuilder(48).append(instance).append(':').append(number);
		text.append(':').append(lease.toMillis()).append(':');
		if (unprobed) {
			text.append(UNPROBED);
		}
		if (single) {
			text.append(SINGLE);
		}
		return new Request(text.toString());
	}

	/**
	 * The instance that asks.
	 * @return the text before the first colon
	 */
	public String instance() {
		int colon = this.text.indexOf(':');
		return (colon != -1) ? this.text.substring(0, colon) : this.text;
	}

	/**
	 * How long a tenure got by this request lasts unless it is renewed.
	 * @return the lease, zero if the text is not that of a request
	 */
	public Duration lease() {
		String[] parts = this.text.split(":", -1);
		try {
			return (parts.length == 4) ? Duration.ofMillis(Math.max(0, Long.parseLong(parts[2]))) : Duration.ZERO;
		}
		catch (NumberFormatException ex) {
			return Duration.ZERO;
		}
	}

	/**
	 * The same request with another lease, for an ownership that is left to itself.
	 * @param lease how long it may last
	 * @return the request as others are to read it
	 */
	public Request withLease(Duration lease) {
		String[] parts = this.text.split(":", -1);
		return new Request(parts[0] + ':' + parts[1] + ':' + lease.toMillis() + ':' + parts[3]);
	}

	/**
	 * Whether this is a first try made for a single caller.
	 * @return whether it carries that flag
	 */
	public boolean single() {
		return flag(SINGLE);
	}

	/**
	 * Whether the request must be served even if nobody seems to listen.
	 * @return whether it carries that mark
	 */
	public boolean unprobed() {
		return flag(UNPROBED);
	}

	private boolean flag(char flag) {
		return this.text.indexOf(flag, this.text.lastIndexOf(':') + 1) != -1;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
