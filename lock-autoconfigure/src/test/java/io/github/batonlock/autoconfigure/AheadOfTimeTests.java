package io.github.batonlock.autoconfigure;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;

import io.github.batonlock.DistributedLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.ReflectionHintsPredicates;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.annotation.AliasFor;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring makes of our beans ahead of time. That it runs, {@code AotIntegrationTests}
 * of the sample shows.
 */
@ExtendWith(OutputCaptureExtension.class)
class AheadOfTimeTests {

	private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

	private final DefaultGenerationContext generation = new DefaultGenerationContext(
			new ClassNameGenerator(ClassName.get(Application.class)), this.files);

	private final ReflectionHintsPredicates reflection = RuntimeHintsPredicates.reflection();

	@ParameterizedTest
	@ValueSource(strings = { "redis", "local" })
	void beansAreGeneratedWithoutAWarning(String type, CapturedOutput output) throws IOException {
		process(type, Application.class);
		assertThat(this.files.getGeneratedFiles(Kind.SOURCE).keySet())
			.filteredOn((file) -> file.contains("batonlock/autoconfigure/DistributedLockAspectAutoConfiguration__"))
			.hasSize(1);
		assertThat(registrations()).contains("\"distributedLockRegistry\"", "\"distributedLockStore\"",
				"\"distributedLockOperationSource\"", "\"distributedLockAdvisor\"", "\"distributedLockedBeansCheck\"",
				AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME);
		assertThat(output).doesNotContain("WARN", "ERROR");
	}

	@ParameterizedTest
	@ValueSource(strings = { "acquire", "renew", "leave", "fence", "release" })
	void hintsCoverScripts(String script) {
		process("redis", Application.class);
		String path = "io/github/batonlock/redis/" + script + ".lua";
		assertThat(getClass().getClassLoader().getResource(path)).isNotNull();
		assertThat(RuntimeHintsPredicates.resource().forResource(path)).accepts(this.generation.getRuntimeHints());
	}

	@Test
	void hintsCoverWhatExpressionsRead() throws Exception {
		process("local", Application.class);
		Class<?> root = Class.forName("io.github.batonlock.aop.name.RootObject");
		for (String property : new String[] { "method", "target", "args" }) {
			isKept(root, property);
		}
		isKept(Method.class, "getName");
		isKept(Orders.class, "tenant");
		isKept(Order.class, "customer");
		isKept(Customer.class, "number");
		isKept(Item.class, "price");
	}

	@Test
	void hintsCoverAttributesOfAnnotations() {
		process("local", Application.class);
		isKept(DistributedLock.class, "key");
		isKept(OrderLock.class, "id");
	}

	@Test
	void noHintsForBeansWithoutLock() {
		process("local", Unlocked.class);
		assertThat(this.reflection.onType(DistributedLock.class)).rejects(this.generation.getRuntimeHints());
	}

	private void isKept(Class<?> type, String method) {
		assertThat(this.reflection.onMethodInvocation(type, method)).as(type + "." + method)
			.accepts(this.generation.getRuntimeHints());
	}

	private void process(String type, Class<?> application) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues.of("distributed-lock.type=" + type).applyTo(context);
			context.register(application);
			new ApplicationContextAotGenerator().processAheadOfTime(context, this.generation);
			this.generation.writeGeneratedContent();
		}
	}

	private String registrations() throws IOException {
		String file = this.files.getGeneratedFiles(Kind.SOURCE)
			.keySet()
			.stream()
			.filter((name) -> name.endsWith("__BeanFactoryRegistrations.java"))
			.findFirst()
			.orElseThrow();
		return this.files.getGeneratedFileContent(Kind.SOURCE, file);
	}

	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, AopAutoConfiguration.class,
			DistributedLockAutoConfiguration.class, DistributedLockAspectAutoConfiguration.class })
	@Import({ Orders.class, Stock.class })
	static class Application {

	}

	@ImportAutoConfiguration({ AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
			DistributedLockAspectAutoConfiguration.class })
	static class Unlocked {

	}

	public static class Orders {

		@DistributedLock("#{#root.target.tenant()}:#{#order.customer().number()}")
		public void ship(Order order) {
		}

		public String tenant() {
			return "here";
		}

		@OrderLock(id = "#id")
		void composed(long id) {
		}

	}

	@DistributedLock(name = "item", key = "#item.price()")
	public static class Stock {

		public void sell(Item item) {
		}

	}

	record Order(Customer customer) {

	}

	record Customer(String number) {

	}

	public static class Item {

		public int price() {
			return 1;
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@DistributedLock(name = "order")
	@interface OrderLock {

		@AliasFor(annotation = DistributedLock.class, attribute = "key")
		String id() default "";

	}

}
