package io.github.batonlock.aop;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LockNameEvaluator}.
 */
class LockNameEvaluatorTests {

	private static final Order ORDER = new Order(42, "red", List.of(new Line("a"), new Line("b")), Map.of("x", 1));

	private final LockNameEvaluator evaluator = new LockNameEvaluator(
			new StaticListableBeanFactory(Map.of("names", new Names())));

	@ParameterizedTest(name = "{0} + {1}")
	@CsvSource(delimiterString = " | ", quoteCharacter = '"', commentCharacter = '%', textBlock = """
			order                     | ""                          | order
			order                     | #id                         | order:7
			order                     | #order.id                   | order:42
			order                     | #order.colour               | order:red
			order                     | #p0 + '/' + #a1.id          | order:7/42
			order                     | #root.args[1].id            | order:42
			order                     | #root.method.name           | order:ship
			order                     | #root.target.name           | order:shop
			order                     | #this.method.name           | order:ship
			order                     | args[0]                     | order:7
			order                     | @names.of(#id)              | order:n7
			order                     | #order.lines[0].sku         | order:a
			order                     | #order.lines.![sku]         | order:[a, b]
			order                     | #order.counts[x]            | order:1
			order                     | T(java.lang.Math).abs(-#id) | order:7
			#id                       | ""                          | 7
			'order:' + #order.id      | ""                          | order:42
			'order:' + #id            | #order.colour               | order:7:red
			order:#{#id}              | ""                          | order:7
			#{#id}/#{#order.id}       | ""                          | 7/42
			o#{#id}#{@names.of(#id)}  | #id                         | o7n7:7
			""")
	void joinsTextsAndValues(String name, String key, String expected) {
		assertThat(evaluate(name, key, 7L, ORDER)).isEqualTo(expected);
		assertThat(evaluate(name, key, 7L, ORDER)).isEqualTo(expected);
	}

	@Test
	void takesWhatHasTextOfItsOwn() {
		UUID uuid = UUID.randomUUID();
		assertThat(evaluate("a", "#order", 1L, uuid)).isEqualTo("a:" + uuid);
		assertThat(evaluate("a", "#order", 1L, ORDER)).startsWith("a:Order[id=42");
		assertThat(evaluate("a", "#order", 1L, Optional.of(2))).isEqualTo("a:Optional[2]");
		assertThat(evaluate("a", "#order", 1L, Thread.State.NEW)).isEqualTo("a:NEW");
		assertThat(evaluate("a", "#order", 1L, String.class)).isEqualTo("a:class java.lang.String");
	}

	@Test
	void refusesNull() {
		refuses("order", "#order", null, "the expression #order is null");
		refuses("order:#{#order}", "", null, "the expression #order is null");
		refuses("#order", "", null, "the expression #order is null");
		refuses("order", "#order?.id", null, "the expression #order?.id is null");
	}

	@Test
	void refusesBlank() {
		refuses("order", "#order", " ", "the expression #order is blank");
		refuses("order:#{#order}", "", "", "the expression #order is blank");
		refuses("#order", "", "\t", "the expression #order is blank");
	}

	@Test
	void refusesWhatHasNoTextOfItsOwn() {
		refuses("order", "#order", new long[] { 1 }, "the expression #order is a long[], which has no text of its own: "
				+ "each object would have another lock");
		refuses("order:#{#order}", "", new Line[0], "the expression #order is a " + Line[].class.getTypeName()
				+ ", which has no text of its own: each object would have another lock");
		refuses("#order", "", new Names(), "the expression #order is a " + Names.class.getName()
				+ ", which has no text of its own: each object would have another lock");
	}

	@Test
	void tellsWhatCannotBeEvaluated() {
		refuses("order", "#order.id", null, "the expression #order.id cannot be evaluated: EL1007E: Property or field "
				+ "'id' cannot be found on null");
		refuses("order", "@orders.of(#id)", null,
				"the expression @orders.of(#id) cannot be evaluated: EL1058E: "
						+ "A problem occurred when trying to resolve bean 'orders': "
						+ "'Could not resolve bean reference against BeanFactory'");
	}

	@Test
	void tellsWhatCodeOfTheUserThrows() {
		IllegalStateException failure = new IllegalStateException("no such order");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> evaluate("order", "#order.call()", 1L, new Failing(failure)))
			.withMessage("the expression #order.call() cannot be evaluated: no such order")
			.withCause(failure);
		assertThatIllegalArgumentException().isThrownBy(() -> evaluate("order", "#order", 1L, new Failing(failure)))
			.withMessage("the expression #order cannot be evaluated: no such order")
			.withCause(failure);
	}

	@Test
	void knowsNoBeansWithoutFactory() {
		LockName name = LockNameParser.parse(method(), "order", "@names.of(#id)");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LockNameEvaluator(null).evaluate(name, new Shop(), new Object[] { 1L, null }))
			.withMessageContaining("No bean resolver registered");
	}

	private void refuses(String name, String key, @Nullable Object order, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> evaluate(name, key, 1L, order)).withMessage(message);
	}

	private String evaluate(String name, String key, @Nullable Object... arguments) {
		return this.evaluator.evaluate(LockNameParser.parse(method(), name, key), new Shop(), arguments);
	}

	private static Method method() {
		return Arrays.stream(Shop.class.getDeclaredMethods())
			.filter((method) -> method.getName().equals("ship"))
			.findFirst()
			.orElseThrow();
	}

	public static class Shop {

		public String getName() {
			return "shop";
		}

		void ship(long id, Object order) {
		}

	}

	record Order(long id, String colour, List<Line> lines, Map<String, Integer> counts) {
	}

	record Line(String sku) {
	}

	public static class Names {

		public String of(long id) {
			return "n" + id;
		}

	}

	/**
	 * Throws wherever it is asked.
	 */
	public static class Failing {

		private final RuntimeException failure;

		Failing(RuntimeException failure) {
			this.failure = failure;
		}

		public String call() {
			throw this.failure;
		}

		@Override
		public String toString() {
			throw this.failure;
		}

	}

}
