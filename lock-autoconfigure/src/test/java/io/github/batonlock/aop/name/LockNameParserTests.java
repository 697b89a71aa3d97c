package io.github.batonlock.aop.name;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LockNameParser} and {@link ExpressionCheck}.
 */
class LockNameParserTests {

	private static final Method SHIP = method(Orders.class, "ship");

	@ParameterizedTest
	@ValueSource(strings = { "order", "order:list", "orders/{id}", "a.b", "with space", "größe", "$1", "50%" })
	void textIsLiteral(String name) {
		assertThat(parts(name, "")).containsExactly(name);
	}

	@Test
	void textWithVariableIsExpression() {
		assertThat(parts("#id", "")).containsExactly("#id");
		assertThat(parts("'order:' + #id", "")).containsExactly("'order:' + #id");
	}

	@Test
	void textWithVariableInBracesIsTemplate() {
		assertThat(parts("order:#{#id}/#{#order.lines}", "")).containsExactly("order:", "#id", "/", "#order.lines");
		assertThat(parts("#{'x'}", "")).containsExactly("'x'");
	}

	@Test
	void keyIsExpressionBehindColon() {
		assertThat(parts("order", "#id")).containsExactly("order:", "#id");
		assertThat(parts("o#{#p0}", "'x'")).containsExactly("o", "#p0", ":", "'x'");
		assertThat(parts("order", " ")).containsExactly("order");
	}

	@ParameterizedTest
	@ValueSource(strings = { "#id", "#p0", "#a1", "#root.method.name", "#root.target", "#root.args[0]", "method.name",
			"args[0]", "#this.target", "@names.of(#id)", "T(java.lang.Math).abs(#id)", "#order.lines.![sku]",
			"#order.lines.?[sku == 'x'].size()", "#order.lines.^[#this != null]", "#order.map[key]", "#order.map[#id]",
			"#order?.lines", "#id > 0 ? 'a' : 'b'", "#order.find(#id).sku", "{#id, 1}", "new String('x')",
			"#root.target.name(#id)" })
	void knowsArgumentsRootAndBeans(String key) {
		assertThat(parts("order", key)).contains(key);
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiterString = " | ", quoteCharacter = '"', commentCharacter = '%', textBlock = """
			#ID                    | #ID
			#order.find(#x)        | #x
			#order.lines.![#x]     | #x
			#order.map[#x]         | #x
			'a' + (#id > 1 ? #x : 2) | #x
			#concat(#id)           | #concat(#id)
			#p2                    | #p2
			""")
	void rejectsUnknownVariables(String key, String variable) {
		refuses("order", key, "the expression " + key + " uses " + variable
				+ ", but knows only #id, #p0, #a0, #order, #p1, #a1, #root");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiterString = " | ", quoteCharacter = '"', commentCharacter = '%', textBlock = """
			name                   | name
			find(#id)              | find(#id)
			#root.name             | name
			#this.name             | name
			#order.find(name)      | name
			'a' + name             | name
			#id + #root.find(#id)  | find(#id)
			""")
	void rejectsUnknownPropertiesOfRoot(String key, String property) {
		refuses("order", key, "the expression " + key + " uses " + property
				+ ", which #root does not have: it has method, target, args");
	}

	@Test
	void suggestsArgumentWhenItsSignIsMissing() {
		refuses("order", "id", "the expression id uses id, which #root does not have; the argument is #id");
		refuses("order", "order.id",
				"the expression order.id uses order, which #root does not have; the argument is #order");
	}

	@Test
	void suggestsTemplateWhereNameLooksLikeOne() {
		refuses("order-#id", "", "the expression order-#id uses order, which #root does not have; the argument is "
				+ "#order; a text with a variable in it is written as a template, such as order-#{#id}");
		refuses("shop:#id", "",
				"the expression shop:#id cannot be parsed: EL1041E: After parsing a valid expression, there is "
						+ "still more data in the expression: 'colon(:)'; a text with a variable in it is written as a "
						+ "template, such as shop:#{#id}");
		refuses("#ID", "", "the expression #ID uses #ID, but knows only #id, #p0, #a0, #order, #p1, #a1, #root; a text "
				+ "with a variable in it is written as a template, such as #{#ID}");
	}

	@Test
	void explainsWhyArgumentsHaveNoNames() {
		Method unnamed = method(Comparable.class, "compareTo");
		assertThatIllegalArgumentException().isThrownBy(() -> LockNameParser.parse(unnamed, List.of("order"), "#other"))
			.withMessage("the expression #other uses #other, but knows only #p0, #a0, #root; arguments have no names, "
					+ "because the class was compiled without -parameters");
		assertThat(parts(LockNameParser.parse(unnamed, List.of("order"), "#p0"))).containsExactly("order:", "#p0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> LockNameParser.parse(method(Object.class, "hashCode"), List.of("order"), "#x"))
			.withMessage("the expression #x uses #x, but knows only #root");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'order:' + id", "@names.next()", "T(System).nanoTime()" })
	void rejectsNamesThatLookLikeExpressions(String name) {
		refuses(name, "",
				"the name " + name + " looks like an expression, but has no variable; write it as a template, #{" + name
						+ "}, if it is one");
	}

	@Test
	void rejectsUnparsableExpressions() {
		refuses("order", "#id +", "the expression #id + cannot be parsed: EL1042E: " + "Problem parsing right operand");
		refuses("order:#{#id", "", "the template order:#{#id cannot be parsed: No ending suffix '}' for expression "
				+ "starting at character 6: #{#id");
		refuses("order:#{}", "", "the template order:#{} cannot be parsed: No expression defined within delimiter "
				+ "'#{}' at character 6");
		refuses("order", "#{#id}", "the key #{#id} is an expression already, so it is written without #{ and }");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t" })
	void rejectsMissingName(String name) {
		refuses(name, "#id", "a name is missing");
	}

	@Test
	void appendsTheKeyToEachName() {
		LockNameTemplate name = LockNameParser.parse(SHIP, List.of("order", "o#{#p0}"), "#id");
		assertThat(name.names()).extracting((parts) -> parts.stream().map(NamePart::text).toList())
			.containsExactly(List.of("order:", "#id"), List.of("o", "#p0", ":", "#id"));
		assertThat(name).hasToString("order:#id, o#p0:#id");
	}

	@Test
	void rejectsMissingNameAmongOthers() {
		assertThatIllegalArgumentException().isThrownBy(() -> LockNameParser.parse(SHIP, List.of("order", " "), ""))
			.withMessage("a name is missing");
		assertThatIllegalArgumentException().isThrownBy(() -> LockNameParser.parse(SHIP, List.of(), "#id"))
			.withMessage("a name is missing");
	}

	@Test
	void rejectsStreamsThatWouldReachTheMethodEmpty() {
		Method drain = method(Orders.class, "drain");
		assertThatIllegalArgumentException().isThrownBy(() -> LockNameParser.parse(drain, List.of("order"), "#ids"))
			.withMessage("the expression #ids is a stream, which would be used up before the method gets it");
	}

	@Test
	void rootIsNoArgument() {
		Method rooted = method(Orders.class, "rooted");
		assertThat(LockNameParser.parse(rooted, List.of("#root.args"), "").arguments().names()).containsExactly("p0",
				"a0");
	}

	private static void refuses(String name, String key, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> LockNameParser.parse(SHIP, List.of(name), key))
			.withMessage(message);
	}

	private static List<String> parts(String name, String key) {
		return parts(LockNameParser.parse(SHIP, List.of(name), key));
	}

	private static List<String> parts(LockNameTemplate name) {
		assertThat(name.names()).hasSize(1);
		return name.names().get(0).stream().map(NamePart::text).toList();
	}

	private static Method method(Class<?> type, String name) {
		return ReflectionUtils.getUniqueDeclaredMethods(type, (method) -> method.getName().equals(name))[0];
	}

	static class Orders {

		void ship(long id, Object order) {
		}

		void drain(Stream<Long> ids) {
		}

		void rooted(long root) {
		}

	}

}
