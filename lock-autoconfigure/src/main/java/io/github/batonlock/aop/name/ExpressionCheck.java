package io.github.batonlock.aop.name;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;

/**
 * Rejects parsed expressions that no call could evaluate: with variables that the method
 * lacks, or properties that the root object lacks.
 */
final class ExpressionCheck {

	private static final Set<String> ROOT_PROPERTIES = Arrays.stream(RootObject.class.getRecordComponents())
		.map((component) -> component.getName())
		.collect(Collectors.toCollection(LinkedHashSet::new));

	private final SpelExpression expression;

	private final ArgumentNames arguments;

	ExpressionCheck(SpelExpression expression, ArgumentNames arguments) {
		this.expression = expression;
		this.arguments = arguments;
	}

	void run() {
		check(this.expression.getAST(), true);
	}

	/**
	 * Checks a node and its children.
	 * @param onRoot whether a name without {@code #} refers to the root object here
	 */
	private void check(SpelNode node, boolean onRoot) {
		if (node instanceof VariableReference || node instanceof FunctionReference) {
			checkVariable(node.toStringAST());
		}
		if (node instanceof CompoundExpression) {
			checkChain(node, onRoot);
			return;
		}
		if (onRoot && isName(node)) {
			checkProperty(node.toStringAST());
		}
		checkChildren(node, onRoot);
	}

	private void checkChain(SpelNode chain, boolean onRoot) {
		check(chain.getChild(0), onRoot);
		boolean root = onRoot && Set.of("#root", "#this").contains(chain.getChild(0).toStringAST());
		for (int i = 1; i < chain.getChildCount(); i++) {
			SpelNode link = chain.getChild(i);
			if (isName(link)) {
				if (root && i == 1) {
					checkProperty(link.toStringAST());
				}
				checkChildren(link, onRoot);
			}
			else {
				check(link, onRoot);
			}
		}
	}

	private void checkChildren(SpelNode node, boolean onRoot) {
		boolean onElement = node instanceof Projection || node instanceof Selection;
		for (int i = 0; i < node.getChildCount(); i++) {
			boolean mapKey = node instanceof Indexer && node.getChild(i) instanceof PropertyOrFieldReference;
			check(node.getChild(i), onRoot && !onElement && !mapKey);
		}
	}

	private static boolean isName(SpelNode node) {
		return node instanceof PropertyOrFieldReference || node instanceof MethodReference;
	}

	private void checkVariable(String reference) {
		String name = reference.substring(1);
		if (this.arguments.indexOf(name) < 0 && !name.equals("root") && !name.equals("this")) {
			String known = Stream.concat(this.arguments.names().stream(), Stream.of("root"))
				.map("#"::concat)
				.collect(Collectors.joining(", "));
			throw new IllegalArgumentException(
					expression() + " uses " + reference + ", but knows only " + known + (this.arguments.unknown()
							? "; arguments have no names, because the class was compiled without -parameters" : ""));
		}
	}

	private void checkProperty(String reference) {
		String name = reference.replaceFirst("\\(.*", "");
		if (!ROOT_PROPERTIES.contains(name)) {
			throw new IllegalArgumentException(expression() + " uses " + reference + ", which #root does not have"
					+ ((this.arguments.indexOf(name) >= 0) ? "; the argument is #" + name
							: ": it has " + String.join(", ", ROOT_PROPERTIES)));
		}
	}

	private String expression() {
		return "the expression " + this.expression.getExpressionString();
	}

}
