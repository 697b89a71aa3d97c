package io.github.batonlock.redis;

import java.time.Instant;

import io.github.batonlock.store.Inquiry;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.Whereabouts;
import org.jspecify.annotations.Nullable;

/**
 * Converts inquiries to messages. The field with arbitrary content is last: the name of a
 * lock, or of a thread.
 */
final class InquiryText {

	private static final String QUESTION = "1 who ";

	private static final String ANSWER = "1 here ";

	private static final String UNKNOWN = "-";

	private InquiryText() {
	}

	static String write(Inquiry inquiry) {
		if (inquiry instanceof Inquiry.Question question) {
			return QUESTION + question.owner() + " " + question.asker() + " " + question.name();
		}
		Inquiry.Answer answer = (Inquiry.Answer) inquiry;
		Whereabouts here = answer.whereabouts();
		Instant since = here.since();
		return ANSWER + answer.owner() + " " + here.pid() + " " + here.waiting() + " "
				+ ((since != null) ? since.toEpochMilli() : UNKNOWN) + " "
				+ ((here.host() != null) ? here.host() : UNKNOWN) + " "
				+ ((here.thread() != null) ? here.thread() : "");
	}

	/**
	 * Reads an inquiry.
	 * @param text a message
	 * @return the inquiry, {@code null} if the text is none
	 * @throws NumberFormatException if a number is malformed
	 * @throws ArrayIndexOutOfBoundsException if words are missing
	 */
	static @Nullable Inquiry read(String text) {
		if (text.startsWith(QUESTION)) {
			String[] words = text.split(" ", 5);
			return new Inquiry.Question(words[4], new Request(words[2]), words[3]);
		}
		if (text.startsWith(ANSWER)) {
			String[] words = text.split(" ", 8);
			boolean inside = !words[5].equals(UNKNOWN);
			return new Inquiry.Answer(new Request(words[2]),
					new Whereabouts(words[6].equals(UNKNOWN) ? null : words[6], Long.parseLong(words[3]),
							inside ? words[7] : null, inside ? Instant.ofEpochMilli(Long.parseLong(words[5])) : null,
							Integer.parseInt(words[4])));
		}
		return null;
	}

}
