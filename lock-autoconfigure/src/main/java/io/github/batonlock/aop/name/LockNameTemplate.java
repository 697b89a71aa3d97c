package io.github.batonlock.aop.name;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The names of the locks of a method, with the expressions that each call evaluates.
 */
public final class LockNameTemplate {

	private final Method method;

	private final ArgumentNames arguments;

	private final List<List<NamePart>> names;

	/**
	 * Creates a template.
	 * @param names the parts of each name; their values joined are the name, or several
	 * names if one of them has several values
	 */
	LockNameTemplate(Method method, ArgumentNames arguments, List<List<NamePart>> names) {
		this.method = method;
		this.arguments = arguments;
		this.names = names.stream().map(List::copyOf).toList();
	}

	/**
	 * The method whose calls are locked.
	 * @return the method
	 */
	public Method method() {
		return this.method;
	}

	/**
	 * The arguments of a call that its caller knows.
	 * @param arguments the arguments with which the method is invoked; those of a
	 * suspending function end with its continuation
	 * @return an unmodifiable view without the continuation
	 */
	public List<@Nullable Object> visible(@Nullable Object[] arguments) {
		return Collections.unmodifiableList(Arrays.asList(arguments).subList(0, this.arguments.count()));
	}

	/**
	 * The names that are the same for all calls.
	 * @return the names without expressions
	 */
	public List<String> literals() {
		return this.names.stream()
			.filter((parts) -> parts.stream().allMatch((part) -> part.expression() == null))
			.map(LockNameTemplate::text)
			.toList();
	}

	/**
	 * The names that are the same for all calls, but are also the name of an argument.
	 * @return the names, which may lack a {@code #}
	 */
	public List<String> literalsNamedAsArguments() {
		return literals().stream().filter((name) -> this.arguments.indexOf(name) >= 0).toList();
	}

	ArgumentNames arguments() {
		return this.arguments;
	}

	List<List<NamePart>> names() {
		return this.names;
	}

	private static String text(List<NamePart> parts) {
		return parts.stream().map(NamePart::text).collect(Collectors.joining());
	}

	@Override
	public String toString() {
		return this.names.stream().map(LockNameTemplate::text).collect(Collectors.joining(", "));
	}

}
