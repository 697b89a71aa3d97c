package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.common.LiteralExpression;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/**
 * Finds the name of the lock for a call.
 */
final class LockNameEvaluator {

	static final ParameterNameDiscoverer parameterNames = new DefaultParameterNameDiscoverer();

	/** What contexts have in common, above all what they remember of classes. */
	private final StandardEvaluationContext shared = new StandardEvaluationContext();

	LockNameEvaluator(@Nullable BeanFactory beans) {
		if (beans != null) {
			this.shared.setBeanResolver(new BeanFactoryResolver(beans));
		}
	}

	/**
	 * The name for a call.
	 * @throws IllegalArgumentException if an expression cannot be evaluated, or if its
	 * value cannot be part of a name
	 */
	String evaluate(LockName name, Object target, @Nullable Object[] arguments) {
		if (name.parts().size() == 1 && name.parts().get(0) instanceof LiteralExpression literal) {
			return literal.getExpressionString();
		}
		MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(
				new Root(name.method(), target, Arrays.asList(arguments)), name.method(), arguments, parameterNames);
		this.shared.applyDelegatesTo(context);
		StringBuilder joined = new StringBuilder();
		for (Expression part : name.parts()) {
			joined.append((part instanceof LiteralExpression) ? part.getExpressionString() : text(part, context));
		}
		return joined.toString();
	}

	private static String text(Expression expression, EvaluationContext context) {
		Object value;
		String text;
		try {
			value = expression.getValue(context);
			text = String.valueOf(value);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException(described(expression) + " cannot be evaluated: " + ex.getMessage(), ex);
		}
		if (value == null || text.isBlank()) {
			throw new IllegalArgumentException(described(expression) + " is " + ((value != null) ? "blank" : "null"));
		}
		if (isIdentity(value, text)) {
			throw new IllegalArgumentException(described(expression) + " is a " + value.getClass().getTypeName()
					+ ", which has no text of its own: each object would have another lock");
		}
		return text;
	}

	private static String described(Expression expression) {
		return "the expression " + expression.getExpressionString();
	}

	private static boolean isIdentity(Object value, String text) {
		return !BeanUtils.isSimpleValueType(value.getClass())
				&& text.equals(value.getClass().getName() + "@" + Integer.toHexString(value.hashCode()));
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
