package io.github.batonlock.aop.operation;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * Knows the types of results that are not complete when a method returns them. Types of
 * optional libraries are known by name.
 */
public final class LateResults {

	/** Deeper than real types nest; ends the search in types that contain themselves. */
	private static final int DEPTH = 6;

	private static final String CALLED = "is called after the lock has been released; lock a method that it calls";

	private static final String READ = "is read after the lock has been released; return a collection instead";

	private static final String WEB = "org.springframework.web.";

	/** The reason why a result is too late, and the remedy, by the name of its type. */
	private static final Map<String, String> REASONS = Map.of(Callable.class.getName(), CALLED,
			WEB + "context.request.async.WebAsyncTask", CALLED, BaseStream.class.getName(), READ,
			"kotlin.sequences.Sequence", READ, WEB + "context.request.async.DeferredResult",
			"is set after the lock has been released; CompletableFuture and CompletionStage can be returned",
			WEB + "servlet.mvc.method.annotation.StreamingResponseBody",
			"is written after the lock has been released; lock a method that it calls",
			WEB + "servlet.mvc.method.annotation.ResponseBodyEmitter",
			"is written after the lock has been released; lock a method that writes");

	private LateResults() {
	}

	/**
	 * Explains why results of a class, other than futures and publishers, are too late.
	 * @param type the class of the result
	 * @return the reason and the remedy, or {@code null} if the result is complete
	 */
	public static @Nullable String reason(Class<?> type) {
		return supertypes(type).map((each) -> REASONS.get(each.getName()))
			.filter((reason) -> reason != null)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Explains why the declared type of a result is too late. A class of the application
	 * that implements {@link Callable} is complete: it may be a job taken from a queue.
	 * @return the reason and the remedy, or {@code null} if the result is complete
	 */
	static @Nullable String reasonOfDeclared(Class<?> type) {
		return (type == Callable.class || !Callable.class.isAssignableFrom(type)) ? reason(type) : null;
	}

	/**
	 * Finds a late result inside of a type: among its elements, its values or in its
	 * body.
	 * @return the class of the late result, or {@code null} if there is none
	 */
	static @Nullable Class<?> within(ResolvableType type) {
		return within(type, DEPTH);
	}

	private static @Nullable Class<?> within(ResolvableType type, int depth) {
		for (ResolvableType held : (depth > 0) ? held(type) : new ResolvableType[0]) {
			Class<?> raw = held.resolve(Object.class);
			boolean late = isFutureOrPublisher(raw) || reasonOfDeclared(raw) != null;
			Class<?> found = late ? raw : within(held, depth - 1);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	private static ResolvableType[] held(ResolvableType type) {
		if (type.isArray()) {
			return new ResolvableType[] { type.getComponentType() };
		}
		for (Class<?> holder : new Class<?>[] { Iterable.class, Map.class, Optional.class }) {
			ResolvableType seen = type.as(holder);
			if (seen != ResolvableType.NONE) {
				return seen.getGenerics();
			}
		}
		Class<?> raw = type.resolve(Object.class);
		return (isFutureOrPublisher(raw) || isEntity(raw)) ? type.getGenerics() : new ResolvableType[0];
	}

	/**
	 * Whether a type does not tell what it holds, so that each result must be examined.
	 */
	static boolean isOpen(ResolvableType type) {
		Class<?> raw = type.resolve(Object.class);
		return raw == Object.class || ((raw == Optional.class || isEntity(raw)) && isOpen(type.getGeneric()));
	}

	/**
	 * Whether a class is a future or a publisher of any library.
	 * @param type the class
	 * @return whether its result comes later
	 */
	public static boolean isFutureOrPublisher(Class<?> type) {
		return CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type) || isPublisher(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
	}

	/**
	 * Whether a class is a publisher of any library.
	 */
	static boolean isPublisher(Class<?> type) {
		return java.util.concurrent.Flow.Publisher.class.isAssignableFrom(type)
				|| is(type, "org.reactivestreams.Publisher");
	}

	/**
	 * Whether a class is an HTTP entity, which holds a body.
	 * @param type the class
	 * @return whether it is one
	 */
	public static boolean isEntity(Class<?> type) {
		return is(type, "org.springframework.http.HttpEntity");
	}

	private static boolean is(Class<?> type, String name) {
		return supertypes(type).anyMatch((each) -> each.getName().equals(name));
	}

	/** The class itself and all its supertypes. */
	private static Stream<Class<?>> supertypes(Class<?> type) {
		Stream<Class<?>> direct = Stream.concat(Stream.ofNullable(type.getSuperclass()),
				Arrays.stream(type.getInterfaces()));
		return Stream.concat(Stream.of(type), direct.flatMap(LateResults::supertypes));
	}

}
