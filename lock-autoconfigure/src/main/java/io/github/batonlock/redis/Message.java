package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import org.jspecify.annotations.Nullable;

/**
 * A message that scripts or other instances publish to an instance: words with a space
 * between them, the version first, the name of the lock last because it may contain
 * anything.
 */
sealed interface Message {

	/**
	 * Passes the message to the listener.
	 * @param listener the receiver
	 */
	void tell(StoreListener listener);

	/**
	 * Reads a message.
	 * @param body the received bytes
	 * @return the message, {@code null} if the bytes are of another version or not a
	 * message
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
	 * @param place the place that the request had
	 * @param lease how long the ownership lasts
	 * @param waiting number of other requests in the queue
	 */
	record Grant(String name, Request request, long place, Duration lease, long waiting) implements Message {

		@Override
		public void tell(StoreListener listener) {
			listener.granted(this.name, this.request, this.place, this.lease, this.waiting);
		}

	}

	/**
	 * Another JVM waits.
	 *
	 * @param name name of the lock
	 * @param owner the owning request
	 */
	record Ask(String name, Request owner) implements Message {

		@Override
		public void tell(StoreListener listener) {
			listener.asked(this.name, this.owner);
		}

	}

	/**
	 * Another instance sends a question or an answer.
	 *
	 * @param inquiry the question or answer
	 */
	record Told(Inquiry inquiry) implements Message {

		@Override
		public void tell(StoreListener listener) {
			listener.told(this.inquiry);
		}

	}

}
