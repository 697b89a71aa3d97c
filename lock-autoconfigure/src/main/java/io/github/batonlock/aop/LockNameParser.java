package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.ParserContext;
import org.springframework.expression.common.CompositeStringExpression;
import org.springframework.expression.common.LiteralExpression;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Parses and checks the name and key of an annotation.
 * <p>
 * A name with <code>#{</code> is a template, another one with {@code #} one expression,
 * anything else a literal. A key is an expression.
 */
final class LockNameParser {

	private static final SpelExpressionParser parser = new SpelExpressionParser();

	private LockNameParser() {
	}

	/**
	 * Parse a name and a key.
	 * @throws IllegalArgumentException if they can give no name, whatever the call
	 */
	static LockName parse(Method method, String name, String key) {
		List<Expression> parts = new ArrayList<>(parseName(method, name));
		if (!key.isBlank()) {
			parts.add(new LiteralExpression(":"));
			parts.add(parseKey(method, key));
		}
		return new LockName(method, parts);
	}

	private static List<Expression> parseName(Method method, String name) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("a name is missing");
		}
		if (name.contains("#{")) {
			return parseTemplate(method, name);
		}
		if (name.contains("#")) {
			return List.of(expression(method, name, "; a text with a variable in it is written as a template, such as "
					+ name.replaceAll("#(\\w+)", "#{#$1}")));
		}
		if (name.startsWith("'") || name.startsWith("@") || name.startsWith("T(")) {
			throw new IllegalArgumentException("the name " + name + " looks like an expression, but has no variable; "
					+ "write it as a template, #{" + name + "}, if it is one");
		}
		return List.of(new LiteralExpression(name));
	}

	private static List<Expression> parseTemplate(Method method, String name) {
		try {
			Expression template = parser.parseExpression(name, ParserContext.TEMPLATE_EXPRESSION);
			List<Expression> parts = (template instanceof CompositeStringExpression composite)
					? List.of(composite.getExpressions()) : List.of(template);
			parts.forEach((part) -> check(method, part));
			return parts;
		}
		catch (ParseException ex) {
			throw unparsable("template " + name, ex, "");
		}
	}

	private static Expression parseKey(Method method, String key) {
		if (key.contains("#{")) {
			throw new IllegalArgumentException(
					"the key " + key + " is an expression already, so it is written without #{ and }");
		}
		return expression(method, key, "");
	}

	private static Expression expression(Method method, String text, String hint) {
		try {
			Expression expression = parser.parseExpression(text);
			check(method, expression);
			return expression;
		}
		catch (ParseException ex) {
			throw unparsable("expression " + text, ex, hint);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(ex.getMessage() + hint, ex);
		}
	}

	private static void check(Method method, Expression expression) {
		if (expression instanceof SpelExpression spel) {
			new ExpressionCheck(method, spel).run();
		}
	}

	private static IllegalArgumentException unparsable(String what, ParseException ex, String hint) {
		return new IllegalArgumentException("the " + what + " cannot be parsed: " + ex.getSimpleMessage() + hint, ex);
	}

}
