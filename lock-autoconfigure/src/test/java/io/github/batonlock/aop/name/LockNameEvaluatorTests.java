package io.github.batonlock.aop.name;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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
		assertThat(evaluate(name, key, 7L, ORDER)).containsExactly(expected);
		assertThat(evaluate(name, key, 7L, ORDER)).containsExactly(expected);
	}

	@Test
	void acceptsValuesWithTheirOwnText() {
		UUID uuid = UUID.randomUUID();
		assertThat(evaluate("a", "#order", 1L, uuid)).containsExactly("a:" + uuid);
		assertThat(evaluate("a", "#order", 1L, ORDER).get(0)).startsWith("a:Order[id=42");
		assertThat(evaluate("a", "#order", 1L, Optional.of(2))).containsExactly("a:Optional[2]");
		assertThat(evaluate("a", "#order", 1L, Thread.State.NEW)).containsExactly("a:NEW");
		assertThat(evaluate("a", "#order", 1L, String.class)).containsExactly("a:class java.lang.String");
	}

	@Test
	void severalNamesAreSortedAndDistinct() {
		assertThat(evaluate(List.of("b", "#id", "a", "b"), "", 7L, ORDER)).containsExactly("7", "a", "b");
		assertThat(evaluate(List.of("b", "a"), "#id", 7L, ORDER)).containsExactly("a:7", "b:7");
		assertThat(evaluate(List.of("order:#{#id}", "#order"), "", 7L, Set.of("x", "order:7")))
			.containsExactly("order:7", "x");
	}

	static Stream<Arguments> several() {
		return Stream
			.of(List.of(3, 1, 2, 1), new LinkedHashSet<>(List.of(2, 3, 1)), new int[] { 3, 2, 1 },
					new Integer[] { 3, 2, 1 }, Stream.of(2, 1, 3), IntStream.rangeClosed(1, 3),
					(Iterable<Integer>) () -> List.of(2, 1, 3).iterator())
			.map((ids) -> Arguments.of(ids));
	}

	@ParameterizedTest
	@MethodSource("several")
	void eachElementYieldsOneName(Object ids) {
		assertThat(evaluate("order", "#order", 7L, ids)).containsExactly("order:1", "order:2", "order:3");
	}

	@ParameterizedTest
	@MethodSource("several")
	void eachElementOfAnExpressionYieldsOneName(Object ids) {
		assertThat(evaluate("#order", "", 7L, ids)).containsExactly("1", "2", "3");
	}

	@Test
	void elementsAreCombinedWithTheRest() {
		assertThat(evaluate("line:#{#order.lines.![sku]}/#{#id}", "", 7L, ORDER)).containsExactly("line:a/7",
				"line:b/7");
		assertThat(evaluate("x#{#order.lines.![sku]}", "{2, 1}", 7L, ORDER)).containsExactly("xa:1", "xa:2", "xb:1",
				"xb:2");
	}

	@Test
	void emptyCollectionsYieldNoName() {
		assertThat(evaluate("order", "#order", 7L, List.of())).isEmpty();
		assertThat(evaluate("order", "#order", 7L, new long[0])).isEmpty();
		assertThat(evaluate("order", "#order", 7L, Stream.empty())).isEmpty();
		assertThat(evaluate("#order", "#id", 7L, Set.of())).isEmpty();
		assertThat(evaluate(List.of("#order", "a"), "", 7L, Set.of())).containsExactly("a");
	}

	@Test
	void streamsAreClosed() {
		AtomicInteger closed = new AtomicInteger();
		evaluate("order", "#order", 7L, Stream.of(1).onClose(closed::incrementAndGet));
		assertThat(closed).hasValue(1);
	}

	@Test
	void pathIsOneText() {
		assertThat(evaluate("file", "#order", 7L, Path.of("a", "b"))).containsExactly("file:" + Path.of("a", "b"));
	}

	@Test
	void rejectsElementsThatCannotBeNames() {
		refuses("order", "#order", Arrays.asList(1, null), "the expression #order has element 1, which is null");
		refuses("#order", "", new String[] { " " }, "the expression #order has element 0, which is blank");
		refuses("order", "#order", List.of(new Names()), "the expression #order has element 0, which is a "
				+ Names.class.getName() + ", which has no text of its own: each object would have another lock");
		refuses("order", "#order", List.of(List.of(1)), "the expression #order has element 0, which is a "
				+ List.of(1).getClass().getName() + " with elements of its own");
		refuses("order", "#order", new int[1][1],
				"the expression #order has element 0, which is a int[] with elements of its own");
	}

	@Test
	void rejectsIterablesThatMayBeSingleValues() {
		Iterable<String> text = new Iterable<>() {

			@Override
			public Iterator<String> iterator() {
				return Collections.emptyIterator();
			}

		};
		refuses("order", "#order", text, "the expression #order is a " + text.getClass().getTypeName()
				+ " without elements, which is no collection: it may be a single value, and nothing would be locked");
	}

	@Test
	void rejectsNull() {
		refuses("order", "#order", null, "the expression #order is null");
		refuses("order:#{#order}", "", null, "the expression #order is null");
		refuses("#order", "", null, "the expression #order is null");
		refuses("order", "#order?.id", null, "the expression #order?.id is null");
		refuses("order", "#order?.buyer?.name", null, "the expression #order?.buyer?.name is null");
		refuses("order", "#order.buyer?.name", new Sale(null), "the expression #order.buyer?.name is null");
		refuses("order", "#order?.buyer.name", new Sale(null), "the expression #order?.buyer.name cannot be "
				+ "evaluated: EL1007E: Property or field 'name' cannot be found on null");
		refuses("order", "#order.buyer.name", new Sale(new Buyer(null)), "the expression #order.buyer.name is null");
	}

	@Test
	void rejectsBlank() {
		refuses("order", "#order", " ", "the expression #order is blank");
		refuses("order:#{#order}", "", "", "the expression #order is blank");
		refuses("#order", "", "\t", "the expression #order is blank");
	}

	@Test
	void rejectsValuesWithoutTheirOwnText() {
		refuses("#order", "", new Names(), "the expression #order is a " + Names.class.getName()
				+ ", which has no text of its own: each object would have another lock");
	}

	@Test
	void namesExpressionThatCannotBeEvaluated() {
		refuses("order", "#order.id", null, "the expression #order.id cannot be evaluated: EL1007E: Property or field "
				+ "'id' cannot be found on null");
		refuses("order", "@orders.of(#id)", null,
				"the expression @orders.of(#id) cannot be evaluated: EL1058E: "
						+ "A problem occurred when trying to resolve bean 'orders': "
						+ "'Could not resolve bean reference against BeanFactory'");
	}

	@Test
	void reportsExceptionOfUserCode() {
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
	void rejectsBeansWithoutFactory() {
		LockNameTemplate name = LockNameParser.parse(method(), List.of("order"), "@names.of(#id)");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LockNameEvaluator(null).evaluate(name, new Shop(), new Object[] { 1L, null }))
			.withMessageContaining("No bean resolver registered");
	}

	/**
	 * Bytes, unlike times, do not depend on the machine. The context alone that Spring
	 * has for methods takes a thousand, and looking for a property anew some hundreds.
	 */
	@ParameterizedTest(name = "{0} + {1}")
	@CsvSource(quoteCharacter = '"', commentCharacter = '%', textBlock = """
			orders,           "",        50
			order,            #id,       250
			#order.colour,    "",        650
			order:#{#id},     #order.id, 1000
			""")
	void allocatesLittle(String name, String key, long bound) {
		LockNameTemplate parsed = LockNameParser.parse(method(), List.of(name), key);
		Object[] arguments = { 4711L, ORDER };
		Shop shop = new Shop();
		int calls = 20_000;
		long least = Long.MAX_VALUE;
		for (int round = 0; round < 5; round++) {
			long before = allocated();
			for (int i = 0; i < calls; i++) {
				this.evaluator.evaluate(parsed, shop, arguments);
			}
			least = Math.min(least, (allocated() - before) / calls);
		}
		assertThat(least).isLessThanOrEqualTo(bound);
	}

	private static long allocated() {
		return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
	}

	private void refuses(String name, String key, @Nullable Object order, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> evaluate(name, key, 1L, order)).withMessage(message);
	}

	private List<String> evaluate(String name, String key, @Nullable Object... arguments) {
		return evaluate(List.of(name), key, arguments);
	}

	private List<String> evaluate(List<String> names, String key, @Nullable Object... arguments) {
		return this.evaluator.evaluate(LockNameParser.parse(method(), names, key), new Shop(), arguments);
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

	record Sale(@Nullable Buyer buyer) {
	}

	record Buyer(@Nullable String name) {
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
