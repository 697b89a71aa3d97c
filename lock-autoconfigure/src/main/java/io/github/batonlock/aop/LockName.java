package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.ParserContext;
import org.springframework.expression.common.CompositeStringExpression;
import org.springframework.expression.common.LiteralExpression;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * The name of a lock as an annotation writes it, parsed and checked once per method.
 * <p>
 * Text with <code>#{</code> is a template, other text with {@code #} one expression,
 * anything else a literal.
 */
final class LockName {

	private static final SpelExpressionParser parser = new SpelExpressionParser();

	private static final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	private final Method method;

	private final String text;

	private final List<Expression> parts = new ArrayList<>();

	private LockName(Method method, String text) {
		this.method = method;
		this.text = text;
	}

	/**
	 * Parse and check a name.
	 * @throws IllegalArgumentException if it cannot be evaluated for any call
	 */
	static LockName of(Method method, String name, String key) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("a name is missing");
		}
		LockName result = new LockName(method, key.isEmpty() ? name : name + "' + '" + key);
		result.parts.add(result.parseName(name));
		if (!key.isBlank()) {
			result.parts.add(result.parse(key, null));
		}
		result.parts.forEach(result::check);
		return result;
	}

	private Expression parseName(String name) {
		if (name.contains("#{")) {
			return parse(name, ParserContext.TEMPLATE_EXPRESSION);
		}
		if (name.contains("#")) {
			return parse(name, null);
		}
		if (name.startsWith("'") || name.startsWith("@") || name.startsWith("T(")) {
			throw new IllegalArgumentException("the name " + name + " looks like an expression, but has no variable; "
					+ "write a template such as #{" + name + "} if it is one");
		}
		return new LiteralExpression(name);
	}

	private Expression parse(String expression, @Nullable ParserContext context) {
		try {
			return (context != null) ? parser.parseExpression(expression, context) : parser.parseExpression(expression);
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException(
					"the expression " + expression + " cannot be parsed: " + ex.getSimpleMessage(), ex);
		}
	}

	private void check(Expression expression) {
		if (expression instanceof CompositeStringExpression composite) {
			Arrays.stream(composite.getExpressions()).forEach(this::check);
		}
		else if (expression instanceof SpelExpression spel) {
			check(spel.getAST(), spel.getExpressionString());
		}
	}

	private void check(SpelNode node, String expression) {
		String variable = (node instanceof VariableReference) ? node.toStringAST().substring(1) : "root";
		if (!known().contains(variable)) {
			String hint = (parameterNames.getParameterNames(this.method) == null)
					? "; its class was compiled without -parameters, so only #p0, #p1, … are known" : "";
			throw new IllegalArgumentException("the expression " + expression + " uses #" + variable
					+ ", but the method has only " + known() + hint);
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			check(node.getChild(i), expression);
		}
	}

	private Set<String> known() {
		Set<String> known = new TreeSet<>(Set.of("root", "this"));
		@Nullable String @Nullable [] names = parameterNames.getParameterNames(this.method);
		if (names != null) {
			Arrays.stream(names).filter(Objects::nonNull).forEach((name) -> known.add(String.valueOf(name)));
		}
		for (int i = 0; i < this.method.getParameterCount(); i++) {
			known.add("p" + i);
			known.add("a" + i);
		}
		return known;
	}

	/**
	 * The name for one call.
	 * @throws IllegalArgumentException if a part of it is null or blank
	 */
	String evaluate(Object target, Method called, @Nullable Object[] arguments, @Nullable BeanFactory beans) {
		MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(
				new Root(called, target, Arrays.asList(arguments)), this.method, arguments, parameterNames);
		if (beans != null) {
			context.setBeanResolver(new BeanFactoryResolver(beans));
		}
		StringBuilder name = new StringBuilder();
		for (Expression part : this.parts) {
			Object value = part.getValue(context);
			if (value == null || value.toString().isBlank()) {
				throw new IllegalArgumentException(
						"The lock name of " + this.method + " is " + ((value != null) ? "blank" : "null") + ": '"
								+ part.getExpressionString() + "' in '" + this.text + "'");
			}
			name.append((name.length() > 0) ? ":" : "").append(value);
		}
		return name.toString();
	}

	/**
	 * What {@code #root} is.
	 *
	 * @param method the method that is called
	 * @param target the object on which it is called
	 * @param args the arguments
	 */
	record Root(Method method, Object target, List<@Nullable Object> args) {
	}

}
