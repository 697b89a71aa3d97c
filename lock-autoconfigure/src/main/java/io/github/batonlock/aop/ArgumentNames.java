package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;

/**
 * What expressions call the arguments of a method: by their names, if the code has them,
 * and by {@code p} or {@code a} with their index. The name {@code root} has another
 * meaning.
 */
final class ArgumentNames {

	private static final ParameterNameDiscoverer discoverer = new DefaultParameterNameDiscoverer();

	private final Map<String, Integer> indexes = new LinkedHashMap<>();

	private final boolean unknown;

	private ArgumentNames(@Nullable String @Nullable [] names, int count) {
		this.unknown = names == null && count > 0;
		for (int i = 0; i < count; i++) {
			String name = (names != null) ? names[i] : null;
			if (name != null && !name.equals("root")) {
				this.indexes.put(name, i);
			}
			this.indexes.put("p" + i, i);
			this.indexes.put("a" + i, i);
		}
	}

	static ArgumentNames of(Method method) {
		return new ArgumentNames(discoverer.getParameterNames(method), ResultKinds.parameterCount(method));
	}

	/** The index of an argument, negative if there is none of that name. */
	int indexOf(String name) {
		return this.indexes.getOrDefault(name, -1);
	}

	/** All names, in the order of the arguments. */
	Set<String> names() {
		return this.indexes.keySet();
	}

	/** Whether the code does not tell the names. */
	boolean unknown() {
		return this.unknown;
	}

}
