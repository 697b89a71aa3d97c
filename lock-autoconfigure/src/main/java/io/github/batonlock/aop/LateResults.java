package io.github.batonlock.aop;

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
 * Knows the types of results that are not complete when a method returns them. Those of
 * optional libraries are known by name.
 */
final class LateResults {

	/** Deeper than anybody nests, and an end for types that contain themselves. */
	private static final int DEPTH = 6;

	private static final String CALLED = "is called after the lock has been released; lock a method that it calls";

	private static final String READ = "is read after the lock has been released; return a collection instead";

	private static final String WEB = "org.springframework.web.";

	/** What happens too late and what to do, by the name of the type. */
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
	 * What is wrong with results of a class, which is that of no future or publisher.
	 * @return what happens too late and what to do, or {@code null} if nothing is wrong
	 */
	static @Nullable String reason(Class<?> type) {
		return supertypes(type).map((each) -> REASONS.get(each.getName()))
			.filter((reason) -> reason != null)
			.findFirst()
			.orElse(null);
	}

	/**
	 * What is wrong with a type that a method declares. A class of the application that
	 * can be called, too, is complete: it may be a job that is taken from a queue.
	 * @return what happens too late and what to do, or {@code null} if nothing is wrong
	 */
	static @Nullable String reasonOfDeclared(Class<?> type) {
		return (type == Callable.class || !Callable.class.isAssignableFrom(type)) ? reason(type) : null;
	}

	/**
	 * The class of a later result among what a type holds: elements, values or a body.
	 * @return the class, or {@code null} if there is none
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
	 * Whether a type leaves open what it holds, so that each result has to be looked at.
	 */
	static boolean isOpen(ResolvableType type) {
		Class<?> raw = type.resolve(Object.class);
		return raw == Object.class || ((raw == Optional.class || isEntity(raw)) && isOpen(type.getGeneric()));
	}

	static boolean isFutureOrPublisher(Class<?> type) {
		return CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type) || isPublisher(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
	}

	/**
	 * Whether a class is one of publishers, of any library.
	 */
	static boolean isPublisher(Class<?> type) {
		return java.util.concurrent.Flow.Publisher.class.isAssignableFrom(type)
				|| is(type, "org.reactivestreams.Publisher");
	}

	/**
	 * Whether a class is one of entities of HTTP, which hold a body.
	 */
	static boolean isEntity(Class<?> type) {
		return is(type, "org.springframework.http.HttpEntity");
	}

	private static boolean is(Class<?> type, String name) {
		return supertypes(type).anyMatch((each) -> each.getName().equals(name));
	}

	/** The class itself, and all that it extends or implements. */
	private static Stream<Class<?>> supertypes(Class<?> type) {
		Stream<Class<?>> direct = Stream.concat(Stream.ofNullable(type.getSuperclass()),
				Arrays.stream(type.getInterfaces()));
		return Stream.concat(Stream.of(type), direct.flatMap(LateResults::supertypes));
	}

}
