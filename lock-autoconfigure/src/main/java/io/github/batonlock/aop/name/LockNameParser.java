package io.github.batonlock.aop.name;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.BaseStream;
import java.util.stream.Stream;

import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.ParserContext;
import org.springframework.expression.common.CompositeStringExpression;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Parses and checks the names and the key of an annotation.
 * <p>
 * A name that contains <code>#{</code> is a template. Any other name that contains
 * {@code #} is an expression, and every other name a literal. A key is an expression.
 */
public final class LockNameParser {

	private static final SpelExpressionParser parser = new SpelExpressionParser();

	private final Method method;

	private final ArgumentNames arguments;

	private LockNameParser(Method method) {
		this.method = method;
		this.arguments = ArgumentNames.of(method);
	}

	/**
	 * Parses names and the key that is appended to each of them.
	 * @param method the method whose arguments expressions may refer to
	 * @param names the names as the annotation has them
	 * @param key the key as the annotation has it, blank for none
	 * @return the names, ready to be evaluated for each call
	 * @throws IllegalArgumentException if no call could have a name
	 */
	public static LockNameTemplate parse(Method method, List<String> names, String key) {
		if (names.isEmpty()) {
			throw new IllegalArgumentException("a name is missing");
		}
		LockNameParser lock = new LockNameParser(method);
		return new LockNameTemplate(method, lock.arguments,
				names.stream().map((name) -> lock.parts(name, key)).toList());
	}

	private List<NamePart> parts(String name, String key) {
		List<NamePart> parts = new ArrayList<>(parseName(name));
		if (!key.isBlank()) {
			NamePart last = parts.get(parts.size() - 1);
			if (last.expression() == null) {
				parts.set(parts.size() - 1, NamePart.literal(last.text() + ":"));
			}
			else {
				parts.add(NamePart.literal(":"));
			}
			parts.add(parseKey(key));
		}
		return parts;
	}

	private List<NamePart> parseName(String name) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("a name is missing");
		}
		if (name.contains("#{")) {
			return parseTemplate(name);
		}
		if (name.contains("#")) {
			return List.of(expression(name, "; a text with a variable in it is written as a template, such as "
					+ name.replaceAll("#(\\w+)", "#{#$1}")));
		}
		if (name.startsWith("'") || name.startsWith("@") || name.startsWith("T(")) {
			throw new IllegalArgumentException("the name " + name + " looks like an expression, but has no variable; "
					+ "write it as a template, #{" + name + "}, if it is one");
		}
		return List.of(NamePart.literal(name));
	}

	private List<NamePart> parseTemplate(String name) {
		try {
			Expression template = parser.parseExpression(name, ParserContext.TEMPLATE_EXPRESSION);
			Stream<Expression> parts = (template instanceof CompositeStringExpression composite)
					? Arrays.stream(composite.getExpressions()) : Stream.of(template);
			return parts.map(this::checked).toList();
		}
		catch (ParseException ex) {
			throw unparsable("template " + name, ex, "");
		}
	}

	private NamePart parseKey(String key) {
		if (key.contains("#{")) {
			throw new IllegalArgumentException(
					"the key " + key + " is an expression already, so it is written without #{ and }");
		}
		return expression(key, "");
	}

	private NamePart expression(String text, String hint) {
		try {
			return checked(parser.parseExpression(text));
		}
		catch (ParseException ex) {
			throw unparsable("expression " + text, ex, hint);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(ex.getMessage() + hint, ex);
		}
	}

	private NamePart checked(Expression expression) {
		if (expression instanceof SpelExpression spel) {
			new ExpressionCheck(spel, this.arguments).run();
		}
		NamePart part = NamePart.of(expression, this.arguments);
		if (part.argument() >= 0
				&& BaseStream.class.isAssignableFrom(this.method.getParameterTypes()[part.argument()])) {
			throw new IllegalArgumentException(
					"the expression " + part.text() + " is a stream, which would be used up before the method gets it");
		}
		return part;
	}

	private static IllegalArgumentException unparsable(String what, ParseException ex, String hint) {
		return new IllegalArgumentException("the " + what + " cannot be parsed: " + ex.getSimpleMessage() + hint, ex);
	}

}
