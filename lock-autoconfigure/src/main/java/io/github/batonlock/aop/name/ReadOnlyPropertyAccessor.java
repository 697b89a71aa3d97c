package io.github.batonlock.aop.name;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.AccessException;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.support.ReflectivePropertyAccessor;

/**
 * Reads properties by reflection. Expressions look up a
 * {@link ReflectivePropertyAccessor} again at each evaluation, but cache this accessor.
 */
final class ReadOnlyPropertyAccessor implements PropertyAccessor {

	private final PropertyAccessor reflective = new ReflectivePropertyAccessor(false);

	@Override
	public Class<?> @Nullable [] getSpecificTargetClasses() {
		return null;
	}

	@Override
	public boolean canRead(EvaluationContext context, @Nullable Object target, String name) throws AccessException {
		return this.reflective.canRead(context, target, name);
	}

	@Override
	public TypedValue read(EvaluationContext context, @Nullable Object target, String name) throws AccessException {
		return this.reflective.read(context, target, name);
	}

	@Override
	public boolean canWrite(EvaluationContext context, @Nullable Object target, String name) {
		return false;
	}

	@Override
	public void write(EvaluationContext context, @Nullable Object target, String name, @Nullable Object value)
			throws AccessException {
		throw new AccessException("ReadOnlyPropertyAccessor cannot be changed, but " + name + " is assigned");
	}

}
