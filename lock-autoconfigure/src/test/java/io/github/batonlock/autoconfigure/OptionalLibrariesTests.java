package io.github.batonlock.autoconfigure;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.DistributedLock;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.ServerKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with all auto-configurations, Baton's and Spring Boot's, that lacks a
 * library which Baton can do without. It is really not there: a class loader of its own
 * loads Spring and Baton, too.
 */
class OptionalLibrariesTests {

	private static final String ASPECTJ = "aspectj.*|spring-aspects";

	private static final String JDBC = "spring-jdbc|spring-boot-jdbc.*|spring-boot-sql|HikariCP";

	private static final String JPA = "jakarta.persistence-api|hibernate-core|spring-orm";

	private static final String HIBERNATE = "hibernate-core";

	private static final String KOTLIN = "kotlin.*";

	private static final String LETTUCE = "lettuce-core";

	/** Lettuce cannot do without. */
	private static final String REACTOR = LETTUCE + "|reactor-.*|reactive-streams|rxjava|kotlinx-coroutines-rea.*";

	private static final String REDIS = LETTUCE
			+ "|jedis|spring-data-redis|spring-boot-data-redis|spring-integration-redis";

	private static final String MICROMETER = "micrometer-.*|prometheus-.*|spring-boot-micrometer-.*";

	private static final String METRICS = "micrometer-core|micrometer-registry-.*|micrometer-observation-test|prometheus-.*";

	private static final String CONTEXT = "context-propagation";

	private static final String ACTUATOR = "spring-boot-actuator.*";

	private static final String HEALTH = "spring-boot-health";

	private static final String INTEGRATION = "spring-integration-.*|spring-messaging";

	private static final String SHEDLOCK = "shedlock-.*";

	private static final String JACKSON = "jackson-.*|spring-boot-jackson";

	private static final String ALL_BUT_REDIS = ASPECTJ + "|" + JDBC + "|" + JPA + "|" + KOTLIN + "|" + REACTOR + "|"
			+ MICROMETER + "|" + CONTEXT + "|" + ACTUATOR + "|" + HEALTH + "|" + INTEGRATION + "|" + SHEDLOCK + "|"
			+ JACKSON;

	/**
	 * Libraries that know nothing of each other are missing together, as each class
	 * loader costs seconds; those that build on one another are not.
	 */
	@ParameterizedTest
	@ValueSource(strings = { ASPECTJ + "|" + JPA + "|" + MICROMETER + "|" + HEALTH + "|" + SHEDLOCK,
			JDBC + "|" + HIBERNATE + "|" + METRICS + "|" + INTEGRATION + "|" + JACKSON,
			KOTLIN + "|" + LETTUCE + "|" + CONTEXT + "|" + ACTUATOR, REACTOR, REDIS, ALL_BUT_REDIS,
			ALL_BUT_REDIS + "|" + REDIS })
	void lockedMethodCanBeCalledWithout(String libraries) throws Exception {
		RedisServer redis = ServerKind.USUAL.shared();
		assertThat(callWithout(libraries, "spring.data.redis.host=" + redis.host(),
				"spring.data.redis.port=" + redis.port(), "distributed-lock.key-prefix=optional",
				"distributed-lock.type=" + (libraries.contains(REDIS) ? "local" : "redis")))
			.isEqualTo("inside");
	}

	private static Object callWithout(String libraries, String... properties) throws Exception {
		List<String> path = Arrays
			.asList(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
				.split(File.pathSeparator, -1));
		List<String> rest = path;
		for (String library : libraries.split("\\|", -1)) {
			Predicate<String> hidden = Pattern.compile(library + "-\\d.*\\.jar").asMatchPredicate();
			assertThat(path).as(library).anyMatch((entry) -> hidden.test(new File(entry).getName()));
			rest = rest.stream().filter((entry) -> !hidden.test(new File(entry).getName())).toList();
		}
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(
				rest.stream().map(OptionalLibrariesTests::url).toArray(URL[]::new),
				ClassLoader.getPlatformClassLoader())) {
			Thread.currentThread().setContextClassLoader(loader);
			return loader.loadClass(Application.class.getName())
				.getMethod("call", String[].class)
				.invoke(null, (Object) properties);
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	public static class Application {

		/**
		 * Call a locked method of an application.
		 * @param properties of the application
		 * @return what the method sees
		 */
		public static String call(String... properties) {
			String[] all = Stream
				.concat(Stream.of("logging.level.root=warn", "spring.main.register-shutdown-hook=false"),
						Stream.of(properties))
				.toArray(String[]::new);
			try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.bannerMode(Banner.Mode.OFF)
				.properties(all)
				.run()) {
				return context.getBean(Till.class).serve();
			}
		}

		@Bean
		Till till() {
			return new Till();
		}

	}

	static class Till {

		@DistributedLock(name = "till", timeout = "20s")
		String serve() {
			return CurrentLease.get().isValid() ? "inside" : "outside";
		}

	}

}
