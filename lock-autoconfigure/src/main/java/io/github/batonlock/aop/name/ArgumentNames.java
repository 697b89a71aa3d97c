package io.github.batonlock.aop.name;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ParameterNameDiscoverer;

/**
 * The names by which expressions refer to the arguments of a method: their own names, if
 * the class file has them, and {@code p} or {@code a} with their index. The name
 * {@code root} is reserved.
 */
final class ArgumentNames {

	private static final ParameterNameDiscoverer discoverer = new DefaultParameterNameDiscoverer();

	private final Map<String, Integer> indexes = new LinkedHashMap<>();

	private final int count;

	private final boolean unknown;

	private ArgumentNames(@Nullable String @Nullable [] names, int count) {
		this.count = count;
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
		int continuation = KotlinDetector.isSuspendingFunction(method) ? 1 : 0;
		return new ArgumentNames(discoverer.getParameterNames(method), method.getParameterCount() - continuation);
	}

	/** The number of arguments, without the continuation of a suspending function. */
	int count() {
		return this.count;
	}

	/** The index of an argument, negative if no argument has that name. */
	int indexOf(String name) {
		return this.indexes.getOrDefault(name, -1);
	}

	/** All names, in the order of the arguments. */
	Set<String> names() {
		return this.indexes.keySet();
	}

	/** Whether the class file lacks the names. */
	boolean unknown() {
		return this.unknown;
	}

}
