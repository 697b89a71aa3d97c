package io.github.batonlock.engine;

import io.github.batonlock.Shown;

/**
 * Which names a lock may have.
 */
final class LockNames {

	private static final int LONGEST = 1024;

	private LockNames() {
	}

	/**
	 * Refuse a name that no store could keep as it is.
	 * @throws IllegalArgumentException if it is blank, too long, or no text that can be
	 * encoded
	 */
	static void check(String name) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("The name of a lock must not be blank");
		}
		if (name.length() > LONGEST / 4 && bytes(name) > LONGEST) {
			throw new IllegalArgumentException("The name of a lock must not be longer than " + LONGEST
					+ " bytes, but this one is: '" + Shown.text(beginning(name)) + "…'");
		}
		for (int i = 0; i < name.length(); i++) {
			if (Character.isSurrogate(name.charAt(i)) && !paired(name, i)) {
				throw new IllegalArgumentException("The name of a lock must be well-formed Unicode, but '"
						+ Shown.text(name) + "' has half a character at index " + i);
			}
		}
	}

	private static String beginning(String name) {
		return name.substring(0, name.offsetByCodePoints(0, 40));
	}

	private static boolean paired(String name, int i) {
		return Character.isHighSurrogate(name.charAt(i))
				? i + 1 < name.length() && Character.isLowSurrogate(name.charAt(i + 1))
				: i > 0 && Character.isHighSurrogate(name.charAt(i - 1));
	}

	/** Length in UTF-8. */
	private static int bytes(String name) {
		return name.codePoints()
			.map((point) -> (point < 0x80) ? 1 : (point < 0x800) ? 2 : (point < 0x10000) ? 3 : 4)
			.sum();
	}

}
