package io.github.batonlock.aop.operation;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;

import io.github.batonlock.DistributedLock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.core.annotation.AliasFor;
import org.springframework.core.annotation.AnnotationConfigurationException;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LockOperationSource}.
 */
class LockOperationSourceTests {

	private final LockOperationSource source = new LockOperationSource((text) -> text);

	@Test
	void findsAnnotationOfMethod() {
		assertThat(name(Plain.class, "locked")).isEqualTo("plain");
		assertThat(name(Plain.class, "unlocked")).isNull();
		assertThat(this.source.hasOperations(Plain.class)).isTrue();
		assertThat(this.source.hasOperations(String.class)).isFalse();
		assertThat(this.source.hasOperations(LockOperationSourceTests.class)).isFalse();
	}

	@Test
	void readsOnce() {
		Method method = method(Plain.class, "locked");
		assertThat(this.source.find(method, Plain.class)).isSameAs(this.source.find(method, Plain.class));
	}

	@Test
	void valueAndNameAreTheSame() {
		assertThat(name(Aliases.class, "byValue")).isEqualTo("a");
		assertThat(name(Aliases.class, "byName")).isEqualTo("a");
		assertThatExceptionOfType(AnnotationConfigurationException.class)
			.isThrownBy(() -> name(Aliases.class, "contradicting"))
			.withMessageContaining("'name' and its alias 'value'")
			.withMessageContaining("contradicting()");
	}

	@Test
	void annotatedClassLocksItsPublicMethods() {
		assertThat(name(OfClass.class, "open")).isEqualTo("class");
		assertThat(name(OfClass.class, "inherited")).isEqualTo("class");
		assertThat(name(OfClass.class, "own")).isEqualTo("method");
		assertThat(name(OfClass.class, "guarded")).isNull();
		assertThat(name(OfClass.class, "hidden")).isNull();
		assertThat(name(OfClass.class, "make")).isNull();
		assertThat(name(OfClass.class, "inheritedFinal")).isNull();
		assertThat(name(OfClass.class, "toString")).isNull();
		assertThat(name(OfClass.class, "hashCode")).isNull();
		assertThat(name(OfClass.class, "getClass")).isNull();
		assertThat(name(Subclass.class, "open")).isEqualTo("class");
		assertThat(this.source.hasOperations(OfClass.class)).isTrue();
	}

	@Test
	void rejectsFinalMethodOfAnnotatedClass() {
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> name(OfFinal.class, "fixed"))
			.withMessageContaining("OfFinal.fixed(): a final method cannot be locked");
	}

	@Test
	void findsAnnotationOfInterface() {
		assertThat(name(Implementation.class, "declared")).isEqualTo("interface");
		assertThat(name(Implementation.class, "withDefault")).isEqualTo("default");
		assertThat(this.source.find(method(Declaring.class, "declared"), Implementation.class)).isNotNull();
		assertThat(name(OfInterface.class, "run")).isEqualTo("type");
	}

	@Test
	void mostSpecificWins() {
		assertThat(name(Overriding.class, "declared")).isEqualTo("override");
		assertThat(this.source.find(method(Declaring.class, "declared"), Overriding.class))
			.isSameAs(this.source.find(method(Declaring.class, "declared"), Overriding.class))
			.extracting((operation) -> text(operation))
			.isEqualTo("override");
		assertThat(name(Silent.class, "declared")).isEqualTo("override");
	}

	@Test
	void findsComposedAnnotations() {
		LockOperation operation = find(Composed.class, "ship");
		assertThat(text(operation)).isEqualTo("order:#id");
		assertThat(operation.options().timeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(find(Composed.class, "patient").options().timeout()).isEqualTo(Duration.ofSeconds(9));
		assertThat(text(find(Composed.class, "other"))).isEqualTo("order:#code");
	}

	@Test
	void findsArgumentNamesOfGenericMethods() {
		Method generic = method(Handler.class, "handle");
		LockOperation operation = this.source.find(generic, StringHandler.class);
		assertThat(operation).isNotNull();
		assertThat(operation.name().method()).isEqualTo(method(StringHandler.class, "handle"));
		assertThat(text(operation)).isEqualTo("handle:#text");
		Method bridge = ReflectionUtils.getDeclaredMethods(StringHandler.class)[0].isBridge()
				? ReflectionUtils.getDeclaredMethods(StringHandler.class)[0]
				: ReflectionUtils.getDeclaredMethods(StringHandler.class)[1];
		assertThat(bridge.isBridge()).isTrue();
		assertThat(text(this.source.find(bridge, StringHandler.class))).isEqualTo("handle:#text");
		assertThat(this.source.hasOperations(StringHandler.class)).isTrue();
		assertThat(text(this.source.find(method(Sink.class, "put"), TextSink.class))).isEqualTo("sink:#value");
	}

	@Test
	void findsAnnotationsBehindProxiesOfInterfaces() {
		Object proxy = Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Declaring.class },
				(target, method, arguments) -> null);
		assertThat(this.source.hasOperations(proxy.getClass())).isTrue();
		assertThat(text(this.source.find(method(Declaring.class, "declared"), proxy.getClass())))
			.isEqualTo("interface");
	}

	@Test
	void readsAllMethodsOfClassWhenOneIsFound() {
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> this.source.hasOperations(Hidden.class))
			.withMessageContaining("Hidden.wrong(): a private method");
		assertThatExceptionOfType(InvalidLockException.class)
			.isThrownBy(() -> this.source.hasOperations(HiddenBelow.class))
			.withMessageContaining("Hidden.wrong(): a private method");
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> this.source.hasOperations(Shared.class))
			.withMessageContaining("Shared.wrong(): a static method");
	}

	private @Nullable String name(Class<?> type, String method) {
		LockOperation operation = find(type, method);
		return (operation != null) ? text(operation) : null;
	}

	private LockOperation find(Class<?> type, String method) {
		return this.source.find(method(type, method), type);
	}

	private static String text(LockOperation operation) {
		return operation.name().toString();
	}

	private static Method method(Class<?> type, String name) {
		for (Method method : ReflectionUtils.getAllDeclaredMethods(type)) {
			if (method.getName().equals(name) && !method.isBridge()) {
				return method;
			}
		}
		return ClassUtils.getMethod(type, name, (Class<?>[]) null);
	}

	static class Plain {

		@DistributedLock("plain")
		void locked() {
		}

		void unlocked() {
		}

	}

	static class Aliases {

		@DistributedLock("a")
		void byValue() {
		}

		@DistributedLock(name = "a")
		void byName() {
		}

		@DistributedLock(value = "a", name = "b")
		void contradicting() {
		}

	}

	public static class Base {

		public void inherited() {
		}

		public final void inheritedFinal() {
		}

	}

	@DistributedLock("class")
	public static class OfClass extends Base {

		public static OfClass make() {
			return new OfClass();
		}

		public void open() {
		}

		@DistributedLock("method")
		public void own() {
		}

		protected void guarded() {
		}

		private void hidden() {
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return super.equals(other);
		}

		@Override
		public int hashCode() {
			return super.hashCode();
		}

		@Override
		public String toString() {
			hidden();
			return "";
		}

	}

	public static class Subclass extends OfClass {

	}

	@DistributedLock("class")
	public static class OfFinal {

		public final void fixed() {
		}

	}

	interface Declaring {

		@DistributedLock("interface")
		void declared();

		@DistributedLock("default")
		default void withDefault() {
		}

	}

	static class Implementation implements Declaring {

		@Override
		public void declared() {
		}

	}

	static class Overriding implements Declaring {

		@Override
		@DistributedLock("override")
		public void declared() {
		}

	}

	static class Silent extends Overriding {

		@Override
		public void declared() {
		}

	}

	@DistributedLock("type")
	interface Typed {

		void run();

	}

	static class OfInterface implements Typed {

		@Override
		public void run() {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@DistributedLock(name = "order", timeout = "3s")
	@interface OrderLock {

		@AliasFor(annotation = DistributedLock.class)
		String key() default "#id";

		@AliasFor(annotation = DistributedLock.class, attribute = "timeout")
		String patience() default "3s";

	}

	static class Composed {

		@OrderLock
		void ship(long id) {
		}

		@OrderLock(patience = "9s")
		void patient(long id) {
		}

		@OrderLock(key = "#code")
		void other(String code) {
		}

	}

	interface Handler<T> {

		void handle(T value);

	}

	static class StringHandler implements Handler<String> {

		@Override
		@DistributedLock(name = "handle", key = "#text")
		public void handle(String text) {
		}

	}

	interface Sink<T> {

		@DistributedLock(name = "sink", key = "#value")
		void put(T value);

	}

	static class TextSink implements Sink<String> {

		@Override
		public void put(String value) {
		}

	}

	static class Hidden {

		@DistributedLock("right")
		void right() {
			wrong();
		}

		@DistributedLock("wrong")
		private void wrong() {
		}

	}

	static class HiddenBelow extends Hidden {

	}

	static class Shared {

		@DistributedLock("right")
		void right() {
		}

		@DistributedLock("wrong")
		static void wrong() {
		}

	}

}
