package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How to find the names of the locks for a call of a method.
 *
 * @param method the method that is called
 * @param arguments what expressions call its arguments
 * @param names for each name its parts, whose values joined are the name, or several if
 * one of them has several values
 */
record LockName(Method method, ArgumentNames arguments, List<List<NamePart>> names) {

	LockName {
		names = names.stream().map(List::copyOf).toList();
	}

	/** Those names that are the same for all calls. */
	List<String> literals() {
		return this.names.stream()
			.filter((parts) -> parts.stream().allMatch((part) -> part.expression() == null))
			.map((parts) -> parts.stream().map(NamePart::text).collect(Collectors.joining()))
			.toList();
	}

	@Override
	public String toString() {
		return this.names.stream()
			.map((parts) -> parts.stream().map(NamePart::text).collect(Collectors.joining()))
			.collect(Collectors.joining(", "));
	}

}
