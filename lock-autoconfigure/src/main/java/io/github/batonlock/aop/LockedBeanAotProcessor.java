package io.github.batonlock.aop;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.aop.name.RootObject;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * Registers hints for native images for all that names of locks are made of: the
 * annotation, {@code #root}, the target, and the arguments with their properties.
 * Applications register anything else that expressions reach, such as beans.
 */
final class LockedBeanAotProcessor implements BeanRegistrationAotProcessor {

	private final BindingReflectionHintsRegistrar properties = new BindingReflectionHintsRegistrar();

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = bean.getBeanClass();
		if (!AnnotationUtils.isCandidateClass(type, DistributedLock.class)) {
			return null;
		}
		Map<Method, MergedAnnotation<DistributedLock>> locked = MethodIntrospector.selectMethods(type,
				(Method method) -> annotation(method, type));
		if (locked.isEmpty()) {
			return null;
		}
		return (context, code) -> {
			ReflectionHints hints = context.getRuntimeHints().reflection();
			hints.registerType(RootObject.class, MemberCategory.INVOKE_PUBLIC_METHODS);
			hints.registerType(Method.class, MemberCategory.INVOKE_PUBLIC_METHODS);
			hints.registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS);
			locked.forEach((method, annotation) -> register(hints, method, annotation));
		};
	}

	private static @Nullable MergedAnnotation<DistributedLock> annotation(Method method, Class<?> type) {
		MergedAnnotation<DistributedLock> own = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
			.get(DistributedLock.class);
		MergedAnnotation<DistributedLock> found = (own.isPresent() || !Modifier.isPublic(method.getModifiers())) ? own
				: MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).get(DistributedLock.class);
		return found.isPresent() ? found : null;
	}

	private void register(ReflectionHints hints, Method method, MergedAnnotation<DistributedLock> annotation) {
		for (Class<? extends Annotation> type : annotation.getMetaTypes()) {
			hints.registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
		for (Class<?> type : method.getParameterTypes()) {
			hints.registerType(type, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
		this.properties.registerReflectionHints(hints, method.getGenericParameterTypes());
	}

}
