package io.github.batonlock;

/**
 * How names of locks and threads are shown in messages, log lines among them. Names may
 * come from users. For Baton's own packages.
 */
public final class Shown {

	private Shown() {
	}

	/**
	 * A text in which nothing ends a line, steers a terminal, or cannot be seen: control
	 * and format characters, separators of lines and paragraphs, and half characters are
	 * escaped as in Java. Escaping twice changes nothing.
	 * @param text the text
	 * @return the text, escaped
	 */
	public static String text(String text) {
		int kept = 0;
		while (kept < text.length() && isVisible(text.codePointAt(kept))) {
			kept += Character.charCount(text.codePointAt(kept));
		}
		if (kept == text.length()) {
			return text;
		}
		StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, kept);
		text.codePoints().skip(text.codePointCount(0, kept)).forEach((point) -> append(shown, point));
		return shown.toString();
	}

	private static void append(StringBuilder shown, int point) {
		if (isVisible(point)) {
			shown.appendCodePoint(point);
			return;
		}
		for (char part : Character.toChars(point)) {
			shown.append(String.format("\\u%04X", (int) part));
		}
	}

	private static boolean isVisible(int point) {
		return switch (Character.getType(point)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				false;
			default -> true;
		};
	}

	/**
	 * A thread in words, by its number where it has no name, as virtual threads have none
	 * unless they are given one.
	 * @param thread the thread
	 * @return such as {@code thread 'main'} or {@code thread #23}
	 */
	public static String thread(Thread thread) {
		return thread.getName().isEmpty() ? "thread #" + thread.getId() : "thread '" + text(thread.getName()) + "'";
	}

}
