package io.github.batonlock.aop.name;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.Expression;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;

/**
 * A part of the name of a lock.
 *
 * @param text the literal, or the text of the expression
 * @param literal the literal as a list, empty for an expression
 * @param expression the expression, {@code null} for a literal
 * @param argument the index of the argument if the expression is nothing else, or else
 * negative
 */
record NamePart(String text, List<String> literal, @Nullable Expression expression, int argument) {

	static NamePart literal(String text) {
		return new NamePart(text, List.of(text), null, -1);
	}

	static NamePart of(Expression expression, ArgumentNames arguments) {
		String text = expression.getExpressionString();
		if (!(expression instanceof SpelExpression spel)) {
			return literal(text);
		}
		String variable = (spel.getAST() instanceof VariableReference reference) ? reference.toStringAST().substring(1)
				: "";
		return new NamePart(text, List.of(), expression, arguments.indexOf(variable));
	}

}
