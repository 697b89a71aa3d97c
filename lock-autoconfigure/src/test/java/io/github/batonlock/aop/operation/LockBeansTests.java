package io.github.batonlock.aop.operation;

import java.util.Map;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.DistributedLock.OnTimeout;
import io.github.batonlock.DistributedLock.OnUnavailable;
import io.github.batonlock.LockFailureHandler;
import io.github.batonlock.LockRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LockBeans}, through the source of operations.
 */
class LockBeansTests {

	private final LockFailureHandler handler = (failure) -> null;

	@Test
	void findsTheOnlyHandler() {
		assertThat(operation(Map.of("only", this.handler), "timeout").onFailure())
			.isEqualTo(new OnFailure(OnTimeout.HANDLE, OnUnavailable.THROW, "only"));
		assertThat(operation(Map.of("only", this.handler), "unavailable").onFailure())
			.isEqualTo(new OnFailure(OnTimeout.THROW, OnUnavailable.HANDLE, "only"));
	}

	@Test
	void findsNamedHandlerAndRegistry() {
		LockOperation operation = operation(
				Map.of("a", this.handler, "b", this.handler, "other", mock(LockRegistry.class)), "named");
		assertThat(operation.onFailure().handler()).isEqualTo("b");
		assertThat(operation.registry()).isEqualTo("other");
	}

	@Test
	void looksUpNoHandlerUnlessNeeded() {
		assertThat(operation(Map.of("a", this.handler, "b", this.handler), "plain").onFailure().handler()).isEmpty();
	}

	@Test
	void rejectsChoiceAmongSeveralHandlers() {
		assertThatExceptionOfType(InvalidLockException.class)
			.isThrownBy(() -> operation(Map.of("b", this.handler, "a", this.handler), "timeout"))
			.withMessageEndingWith(".timeout(): HANDLE finds several beans of type LockFailureHandler, so handler must "
					+ "name one of a, b");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiterString = " | ",
			textBlock = """
					timeout      | HANDLE needs a bean of type LockFailureHandler, but there is none
					unavailable  | HANDLE needs a bean of type LockFailureHandler, but there is none
					named        | handler names bean 'b', but there is no such bean
					wrongHandler | handler names bean 'text', which is not a LockFailureHandler, but a java.lang.String
					useless      | handler names bean 'b', but neither onTimeout nor onUnavailable is HANDLE, so it would never be called
					noRegistry   | registry names bean 'other', but there is no such bean
					wrongRegistry | registry names bean 'text', which is not a LockRegistry, but a java.lang.String
					""")
	void rejectsMissingAndUselessBeans(String method, String message) {
		assertThatExceptionOfType(InvalidLockException.class).isThrownBy(() -> operation(Map.of("text", "x"), method))
			.withMessage(
					"@DistributedLock(name = \"a\") on " + Methods.class.getName() + "." + method + "(): " + message);
	}

	private static LockOperation operation(Map<String, Object> beans, String method) {
		try {
			return new LockOperationSource((text) -> text.replace("${b}", "b"), new StaticListableBeanFactory(beans))
				.find(Methods.class.getDeclaredMethod(method), Methods.class);
		}
		catch (NoSuchMethodException ex) {
			throw new AssertionError(ex);
		}
	}

	static class Methods {

		@DistributedLock("a")
		void plain() {
		}

		@DistributedLock(name = "a", onTimeout = OnTimeout.HANDLE)
		void timeout() {
		}

		@DistributedLock(name = "a", onUnavailable = OnUnavailable.HANDLE)
		void unavailable() {
		}

		@DistributedLock(name = "a", onTimeout = OnTimeout.HANDLE, handler = "${b}", registry = "other")
		void named() {
		}

		@DistributedLock(name = "a", onTimeout = OnTimeout.HANDLE, handler = "text")
		void wrongHandler() {
		}

		@DistributedLock(name = "a", onTimeout = OnTimeout.SKIP, handler = "b")
		void useless() {
		}

		@DistributedLock(name = "a", registry = "other")
		void noRegistry() {
		}

		@DistributedLock(name = "a", registry = "text")
		void wrongRegistry() {
		}

	}

}
