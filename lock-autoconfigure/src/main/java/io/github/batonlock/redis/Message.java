package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * What the scripts or other instances publish to an instance: words with a space between
 * them, the version first, the name of the lock last because it may contain anything.
 */
sealed interface Message {

	/**
	 * Tell the instance.
	 * @param listener who hears it
	 */
	void tell(StoreListener listener);

	/**
	 * Read a message.
	 * @param body the bytes that came
	 * @return {@code null} if they are of another version or no message at all
	 */
	static @Nullable Message read(byte[] body) {
		String text = new String(body, StandardCharsets.UTF_8);
		try {
			if (text.startsWith("1 grant ")) {
				String[] words = text.split(" ", 7);
				return new Grant(words[6], new Request(words[2]), Long.parseLong(words[3]),
						Duration.ofMillis(Long.parseLong(words[4])), Long.parseLong(words[5]));
			}
			if (text.startsWith("1 ask ")) {
				String[] words = text.split(" ", 4);
				return new Ask(words[3], new Request(words[2]));
			}
			Inquiry inquiry = InquiryText.read(text);
			return (inquiry != null) ? new Told(inquiry) : null;
		}
		catch (NumberFormatException | ArrayIndexOutOfBoundsException ex) {
			return null;
		}
	}

	/**
	 * A queued request has become the owner.
	 *
	 * @param name name of the lock
	 * @param request the request
	 * @param place the place that it had
	 * @param lease how long it owns
	 * @param waiting how many others queue
	 */
	record Grant(String name, Request request, long place, Duration lease, long waiting) implements Message {

		@Override
		public void tell(StoreListener listener) {
			listener.granted(this.name, this.request, this.place, this.lease, this.waiting);
		}

	}

	/**
	 * Somebody waits.
	 *
	 * @param name name of the lock
	 * @param owner the request that owns
	 */
	record Ask(String name, Request owner) implements Message {

		@Override
		public void tell(StoreListener listener) {
			listener.asked(this.name, this.owner);
		}

	}

	/**
	 * Another instance asks or answers.
	 *
	 * @param inquiry what it tells
	 */
	record Told(Inquiry inquiry) implements Message {

		@Override
		public void tell(StoreListener listener) {
			listener.told(this.inquiry);
		}

	}

}
