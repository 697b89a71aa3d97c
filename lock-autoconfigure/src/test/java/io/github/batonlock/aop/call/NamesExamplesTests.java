package io.github.batonlock.aop.call;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.testing.TestLocks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link NamesExamples} lock what docs/annotation/names.md says.
 */
class NamesExamplesTests {

	private final TestLocks locks = new TestLocks();

	private final LockInvoker invoker = new LockInvoker(this.locks::here, null, true);

	private final NamesExamples examples = new NamesExamples();

	@AfterEach
	void close() {
		this.locks.close();
	}

	@Test
	void examplesLockTheDocumentedNames() throws Throwable {
		locks("report", List.of("nightly-report"));
		locks("ship", List.of("order:42"), 42L);
		locks("pack", List.of("order:42"), 42L);
		locks("bill", List.of("order:42"), 42L);
		locks("place", List.of("customer:eu/7"), new NamesExamples.Order("eu", new NamesExamples.Customer(7)));
		locks("transfer", List.of("account:1", "account:2"), 2L, 1L, 100L);
		locks("transfer", List.of("account:1"), 1L, 1L, 100L);
		locks("reserve", List.of("product:apple", "product:pear"),
				new NamesExamples.Cart(List.of("pear", "apple", "pear")));
		locks("reserve", List.of(), new NamesExamples.Cart(List.of()));
	}

	@Test
	void eachLockHasItsToken() throws Throwable {
		NamesExamples.Cart cart = new NamesExamples.Cart(List.of("apple", "pear"));
		List<Long> tokens = new ArrayList<>();
		NamesExamples recording = new NamesExamples() {

			@Override
			void store(String product, long token) {
				tokens.add(token);
			}

		};
		invoke("reserve", () -> {
			recording.tokens(cart);
			return null;
		}, cart);
		assertThat(tokens).hasSize(2).allMatch((token) -> token > 0);
	}

	private void locks(String example, List<String> names, Object... arguments) throws Throwable {
		Object ran = invoke(example, () -> {
			assertThat(names).allMatch(this.locks::isHeldHere);
			return "ran";
		}, arguments);
		assertThat(ran).isEqualTo("ran");
		assertThat(names).allMatch(this.locks::isFree);
	}

	private Object invoke(String example, MethodCall call, Object... arguments) throws Throwable {
		Method method = Arrays.stream(NamesExamples.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(example))
			.findFirst()
			.orElseThrow();
		LockOperation operation = Objects
			.requireNonNull(new LockOperationSource((text) -> text).find(method, NamesExamples.class));
		return this.invoker.invoke(operation, this.examples, arguments, call);
	}

}
