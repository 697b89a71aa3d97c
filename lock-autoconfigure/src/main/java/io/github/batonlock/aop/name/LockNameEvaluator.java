package io.github.batonlock.aop.name;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/**
 * Evaluates the names of the locks of a call.
 */
public final class LockNameEvaluator {

	/** The state that all calls share, above all the reflection metadata of classes. */
	private final StandardEvaluationContext shared = new StandardEvaluationContext();

	/**
	 * Creates an evaluator.
	 * @param beans the beans that expressions refer to as {@code @name}, {@code null} for
	 * none
	 */
	public LockNameEvaluator(@Nullable BeanFactory beans) {
		this.shared.setPropertyAccessors(List.of(new ReadOnlyPropertyAccessor()));
		if (beans != null) {
			this.shared.setBeanResolver(new BeanFactoryResolver(beans));
		}
	}

	/**
	 * Evaluates the names for a call: each name once, in an order that is the same for
	 * all callers.
	 * @param name the template of the names
	 * @param target the object on which the method is called
	 * @param arguments the arguments of the call
	 * @return the names, empty if the value of an expression is an empty collection
	 * @throws IllegalArgumentException if an expression cannot be evaluated, or if its
	 * value cannot be part of a name
	 */
	public List<String> evaluate(LockNameTemplate name, Object target, @Nullable Object[] arguments) {
		List<List<NamePart>> names = name.names();
		LockEvaluationContext call = new LockEvaluationContext(this.shared, name, target, arguments);
		if (names.size() == 1) {
			List<String> joined = join(names.get(0), call);
			return (joined.size() <= 1) ? joined : List.copyOf(new TreeSet<>(joined));
		}
		TreeSet<String> all = new TreeSet<>();
		for (List<NamePart> parts : names) {
			all.addAll(join(parts, call));
		}
		return List.copyOf(all);
	}

	private static List<String> join(List<NamePart> parts, LockEvaluationContext call) {
		List<String> joined = texts(parts.get(0), call);
		for (int i = 1; i < parts.size(); i++) {
			joined = append(joined, texts(parts.get(i), call));
		}
		return joined;
	}

	private static List<String> append(List<String> beginnings, List<String> ends) {
		if (beginnings.size() == 1 && ends.size() == 1) {
			return List.of(beginnings.get(0).concat(ends.get(0)));
		}
		List<String> joined = new ArrayList<>(beginnings.size() * ends.size());
		for (String beginning : beginnings) {
			ends.forEach((end) -> joined.add(beginning.concat(end)));
		}
		return joined;
	}

	private static List<String> texts(NamePart part, LockEvaluationContext call) {
		Expression expression = part.expression();
		if (expression == null) {
			return part.literal();
		}
		try {
			return NameValues.of((part.argument() >= 0) ? call.argument(part.argument()) : expression.getValue(call));
		}
		catch (NameValues.Unfit ex) {
			throw new IllegalArgumentException("the expression " + part.text() + " " + ex.getMessage(), ex);
		}
		catch (RuntimeException ex) {
			throw new IllegalArgumentException(
					"the expression " + part.text() + " cannot be evaluated: " + ex.getMessage(), ex);
		}
	}

}
