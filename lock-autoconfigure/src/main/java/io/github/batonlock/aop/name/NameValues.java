package io.github.batonlock.aop.name;

import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;

/**
 * Converts values into parts of names: each element of a collection, iterable, array or
 * stream into one text, any other value into one text.
 */
final class NameValues {

	private NameValues() {
	}

	/**
	 * Converts a value.
	 * @throws Unfit if the value, or one of its elements, cannot be part of a name
	 */
	static List<String> of(@Nullable Object value) {
		if (value instanceof Collection<?> collection) {
			return ofElements(collection.iterator());
		}
		if (value instanceof BaseStream<?, ?> stream) {
			try (stream) {
				return ofElements(stream.iterator());
			}
		}
		if (value != null && isSeveral(value)) {
			return (value instanceof Iterable<?> iterable) ? ofIterable(iterable) : ofArray(value);
		}
		return List.of(text("", value));
	}

	private static boolean isSeveral(Object value) {
		return (value instanceof Iterable && !(value instanceof Path)) || value.getClass().isArray();
	}

	/** JSON texts and the like are iterable, too, but have no elements. */
	private static List<String> ofIterable(Iterable<?> iterable) {
		List<String> texts = ofElements(iterable.iterator());
		if (texts.isEmpty()) {
			throw new Unfit("is a " + iterable.getClass().getTypeName() + " without elements, which is no collection: "
					+ "it may be a single value, and nothing would be locked");
		}
		return texts;
	}

	private static List<String> ofArray(Object array) {
		List<@Nullable Object> elements = new ArrayList<>(Array.getLength(array));
		for (int i = 0; i < Array.getLength(array); i++) {
			elements.add(Array.get(array, i));
		}
		return ofElements(elements.iterator());
	}

	private static List<String> ofElements(Iterator<?> elements) {
		List<String> texts = new ArrayList<>();
		while (elements.hasNext()) {
			Object element = elements.next();
			String which = "has element " + texts.size() + ", which ";
			if (element != null && (isSeveral(element) || element instanceof BaseStream)) {
				throw new Unfit(which + "is a " + element.getClass().getTypeName() + " with elements of its own");
			}
			texts.add(text(which, element));
		}
		return texts;
	}

	private static String text(String which, @Nullable Object value) {
		String text = String.valueOf(value);
		if (value == null || text.isBlank()) {
			throw new Unfit(which + "is " + ((value != null) ? "blank" : "null"));
		}
		if (text.indexOf('@') > 0 && isIdentity(value, text)) {
			throw new Unfit(which + "is a " + value.getClass().getTypeName()
					+ ", which has no text of its own: each object would have another lock");
		}
		return text;
	}

	private static boolean isIdentity(Object value, String text) {
		return !BeanUtils.isSimpleValueType(value.getClass())
				&& text.equals(value.getClass().getName() + "@" + Integer.toHexString(value.hashCode()));
	}

	/**
	 * Thrown for a value that cannot be part of a name. Its message continues a sentence
	 * that begins with the expression.
	 */
	static final class Unfit extends RuntimeException {

		private Unfit(String message) {
			super(message);
		}

	}

}
