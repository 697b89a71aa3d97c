package io.github.batonlock.store;

import java.time.Duration;

/**
 * One attempt of an instance to own a lock, unique forever, so that every command about
 * it may be repeated. Written as <code>instance:number:lease:flags</code>, because the
 * scripts of a store and other instances must be able to read it.
 *
 * @param text the request as it is stored
 */
public record Request(String text) {

	private static final char UNPROBED = 'm';

	private static final char SINGLE = 's';

	/**
	 * Creates a request.
	 * @param instance the requesting instance, without colons
	 * @param number number of the request, never used before by that instance
	 * @param lease how long a tenure of this request lasts unless it is renewed
	 * @param unprobed whether the request must be served even if the channel of the
	 * instance seems to have no subscriber
	 * @param single whether this is a first try for a single caller, so that its tenure
	 * is not passed on without asking the store
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
	 * Returns the requesting instance.
	 * @return the text before the first colon
	 */
	public String instance() {
		int colon = this.text.indexOf(':');
		return (colon != -1) ? this.text.substring(0, colon) : this.text;
	}

	/**
	 * Returns how long a tenure of this request lasts unless it is renewed.
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
	 * Returns the same request with another lease, for an ownership that is left to
	 * expire.
	 * @param lease how long the ownership may last
	 * @return the request to store for others to read
	 */
	public Request withLease(Duration lease) {
		String[] parts = this.text.split(":", -1);
		return new Request(parts[0] + ':' + parts[1] + ':' + lease.toMillis() + ':' + parts[3]);
	}

	/**
	 * Returns whether this is a first try for a single caller.
	 * @return whether the request has that flag
	 */
	public boolean single() {
		return flag(SINGLE);
	}

	/**
	 * Returns whether the request must be served even if its instance seems to have no
	 * subscription.
	 * @return whether the request has that flag
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
