package io.github.batonlock.aop.name;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.BeanResolver;
import org.springframework.expression.ConstructorResolver;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.IndexAccessor;
import org.springframework.expression.MethodResolver;
import org.springframework.expression.OperatorOverloader;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypeComparator;
import org.springframework.expression.TypeConverter;
import org.springframework.expression.TypeLocator;
import org.springframework.expression.TypedValue;

/**
 * Evaluation context of one call: its arguments and {@code #root}. Everything else comes
 * from a context that all calls share, as one is created for each call.
 */
final class LockEvaluationContext implements EvaluationContext {

	private final EvaluationContext shared;

	private final LockNameTemplate name;

	private final Object target;

	private final @Nullable Object[] arguments;

	LockEvaluationContext(EvaluationContext shared, LockNameTemplate name, Object target,
			@Nullable Object[] arguments) {
		this.shared = shared;
		this.name = name;
		this.target = target;
		this.arguments = arguments;
	}

	@Nullable Object argument(int index) {
		return this.arguments[index];
	}

	@Override
	public TypedValue getRootObject() {
		return new TypedValue(new RootObject(this.name.method(), this.target, this.name.visible(this.arguments)));
	}

	@Override
	public @Nullable Object lookupVariable(String variable) {
		int index = this.name.arguments().indexOf(variable);
		return (index >= 0) ? argument(index) : null;
	}

	@Override
	public void setVariable(String variable, @Nullable Object value) {
		throw new UnsupportedOperationException("Arguments cannot be changed, but #" + variable + " is assigned");
	}

	@Override
	public List<PropertyAccessor> getPropertyAccessors() {
		return this.shared.getPropertyAccessors();
	}

	@Override
	public List<IndexAccessor> getIndexAccessors() {
		return this.shared.getIndexAccessors();
	}

	@Override
	public List<ConstructorResolver> getConstructorResolvers() {
		return this.shared.getConstructorResolvers();
	}

	@Override
	public List<MethodResolver> getMethodResolvers() {
		return this.shared.getMethodResolvers();
	}

	@Override
	public @Nullable BeanResolver getBeanResolver() {
		return this.shared.getBeanResolver();
	}

	@Override
	public TypeLocator getTypeLocator() {
		return this.shared.getTypeLocator();
	}

	@Override
	public TypeConverter getTypeConverter() {
		return this.shared.getTypeConverter();
	}

	@Override
	public TypeComparator getTypeComparator() {
		return this.shared.getTypeComparator();
	}

	@Override
	public OperatorOverloader getOperatorOverloader() {
		return this.shared.getOperatorOverloader();
	}

}
