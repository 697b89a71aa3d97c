package io.github.batonlock;

/**
 * Formats names of locks and threads for messages, including log messages. Names may come
 * from users. For Baton's own packages.
 */
public final class Shown {

	private Shown() {
	}

	/**
	 * Escapes all characters that end a line, control a terminal, or are invisible, as in
	 * Java source code: control and format characters, line and paragraph separators, and
	 * unpaired surrogates. Escaping twice has no further effect.
	 * @param text the text
	 * @return the escaped text
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
	 * Describes a thread by its name, or by its number if it has no name, as is the
	 * default for virtual threads.
	 * @param thread the thread
	 * @return a text such as {@code thread 'main'} or {@code thread #23}
	 */
	public static String thread(Thread thread) {
		return thread.getName().isEmpty() ? "thread #" + thread.getId() : "thread '" + text(thread.getName()) + "'";
	}

}
