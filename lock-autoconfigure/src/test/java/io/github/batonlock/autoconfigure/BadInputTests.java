package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.store.LockStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What wrong input gets: a sentence that names what is wrong, at the earliest moment, and
 * no lock.
 */
@ExtendWith(OutputCaptureExtension.class)
class BadInputTests {

	private final LocalLockStore memory = new LocalLockStore();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
				DistributedLockAspectAutoConfiguration.class))
		.withBean("distributedLockStore", LockStore.class, this.memory::sibling);

	static Stream<Arguments> wrongAnnotations() {
		return Stream.of(
				row(Unparsable.class, "(name = \"order\", key = \"#id +\")",
						"the expression #id + cannot be parsed: EL1042E: Problem parsing right operand"),
				row(UnknownVariable.class, "(name = \"order:#{#ID}\")",
						"the expression #ID uses #ID, but knows only #id, #p0, #a0, #root"),
				row(Nameless.class, "(name = \" \")", "a name is missing"),
				row(Negative.class, "(name = \"order\")", "timeout must not be negative, but is -1s"),
				row(NoDuration.class, "(name = \"order\")", "maxHold soon is not a duration such as 5s or PT5S"),
				row(SkippedPrimitive.class, "(name = \"order\")",
						"SKIP has nothing to return for the primitive type boolean"),
				row(Final.class, "(name = \"order\")",
						"a final method cannot be locked, because no proxy can intercept it"),
				row(Private.class, "(name = \"order\")",
						"a private method cannot be locked, because no proxy can intercept it"));
	}

	private static Arguments row(Class<?> bean, String annotation, String message) {
		return Arguments.of(bean,
				"@DistributedLock" + annotation + " on " + bean.getName() + ".ship(long): " + message);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("wrongAnnotations")
	<T> void wrongAnnotationFailsTheStartWithBeanMethodAndExpression(Class<T> bean, String message) {
		this.runner.withBean("orders", bean)
			.run((context) -> assertThat(context).getFailure()
				.hasMessage("Error creating bean with name 'orders': " + message));
		this.runner
			.withBean("orders", bean, () -> BeanUtils.instantiateClass(bean),
					(definition) -> definition.setLazyInit(true))
			.run((context) -> assertThat(context).getFailure()
				.hasMessage("Error creating bean with name 'orders': " + message));
	}

	@Test
	void reportOfTheStartNamesBeanMethodAndExpression(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> start(WrongApplication.class));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("A method of bean 'io.github.batonlock.autoconfigure.BadInputTests$Unparsable' cannot be locked:")
			.contains("    @DistributedLock(name = \"order\", key = \"#id +\") on " + Unparsable.class.getName()
					+ ".ship(long): the expression #id + cannot be parsed: EL1042E: Problem parsing right operand")
			.contains("Correct the annotation or the method.");
	}

	@Test
	void reportOfTheStartNamesPropertyAndValue(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> start(Application.class, "--distributed-lock.lease=7ms"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("distributed-lock.lease must not be less than 100ms, but is 7ms");
	}

	@Test
	void reportOfTheStartNamesInvalidDuration(CapturedOutput output) {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> start(Application.class, "--distributed-lock.timeout=soon"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.containsPattern("Property: distributed-lock\\.timeout\\s+Value: \"soon\"");
	}

	private static void start(Class<?> application, String... arguments) {
		SpringApplication spring = new SpringApplication(application);
		spring.setBannerMode(Banner.Mode.OFF);
		spring.setWebApplicationType(WebApplicationType.NONE);
		spring.setDefaultProperties(Map.of("distributed-lock.type", "local"));
		try (ConfigurableApplicationContext context = spring.run(arguments)) {
			throw new AssertionError(context + " has started");
		}
	}

	static Stream<Arguments> wrongArguments() {
		return Stream.of(Arguments.of(null, "the expression #code is null"),
				Arguments.of("", "the expression #code is blank"), Arguments.of(" \t", "the expression #code is blank"),
				Arguments.of("x".repeat(1025),
						"The name of a lock must not be longer than 1024 bytes, but this one is: '" + "x".repeat(40)
								+ "…'"));
	}

	@ParameterizedTest
	@MethodSource("wrongArguments")
	void invalidNameAtCallNamesMethodAndExpression(@Nullable String code, String message) {
		this.runner.withBean(Coupons.class).run((context) -> {
			Coupons coupons = context.getBean(Coupons.class);
			assertThatIllegalArgumentException().isThrownBy(() -> coupons.redeem(code))
				.withMessage("@DistributedLock(name = \"#code\") on " + Coupons.class.getName() + ".redeem(String): "
						+ message);
			assertThat(coupons.redeemed()).isZero();
			nothingIsHeld("10%");
			coupons.redeem("10%");
			assertThat(coupons.redeemed()).isOne();
		});
	}

	@ParameterizedTest
	@MethodSource("wrongNames")
	void invalidNameInCodeIsRejectedAtOnce(String name, String message) {
		this.runner.run((context) -> {
			LockRegistry registry = context.getBean(LockRegistry.class);
			assertThatIllegalArgumentException().isThrownBy(() -> registry.obtain(name)).withMessage(message);
			assertThatIllegalArgumentException().isThrownBy(() -> registry.executeLocked(name, () -> 1))
				.withMessage(message);
		});
	}

	static Stream<Arguments> wrongNames() {
		return Stream.of(Arguments.of("", "The name of a lock must not be blank"),
				Arguments.of(" \t", "The name of a lock must not be blank"),
				Arguments.of("ä".repeat(513),
						"The name of a lock must not be longer than 1024 bytes, but this one is: '" + "ä".repeat(40)
								+ "…'"));
	}

	@Test
	void negativeTimeoutInCodeIsRejectedAndNothingHeld() {
		this.runner.run((context) -> {
			LeasedLock lock = context.getBean(LockRegistry.class).obtain("order");
			Duration negative = Duration.ofSeconds(-1);
			String message = "The timeout for lock 'order' must not be negative, but is PT-1S";
			assertThatIllegalArgumentException().isThrownBy(() -> lock.acquire(negative)).withMessage(message);
			assertThatIllegalArgumentException().isThrownBy(() -> lock.tryAcquire(negative)).withMessage(message);
			assertThatIllegalArgumentException().isThrownBy(() -> lock.acquireAsync(negative)).withMessage(message);
			assertThatIllegalArgumentException().isThrownBy(() -> LockOptions.builder().timeout(negative))
				.withMessage("timeout must not be less than 0 ms, but is -1000 ms");
			nothingIsHeld("order");
		});
	}

	@Test
	void timeoutOfZeroIsOneTry() {
		this.runner.withBean(Impatient.class).run((context) -> {
			LockRegistry registry = context.getBean(LockRegistry.class);
			Impatient impatient = context.getBean(Impatient.class);
			try (Lease held = registry.obtain("order").acquireAsync().get(20, TimeUnit.SECONDS)) {
				assertThatExceptionOfType(LockAcquisitionTimeoutException.class).isThrownBy(impatient::ship)
					.withMessageStartingWith("Lock 'order' was not acquired within");
				assertThat(held.isValid()).isTrue();
			}
			nothingIsHeld("order");
			assertThat(impatient.ship()).isEqualTo("shipped");
			nothingIsHeld("order");
		});
	}

	/** Asks as another JVM would. */
	private void nothingIsHeld(String name) {
		this.runner.run((other) -> assertThat(other.getBean(LockRegistry.class).obtain(name).tryAcquire())
			.hasValueSatisfying(Lease::close));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AopAutoConfiguration.class, DistributedLockAutoConfiguration.class,
			DistributedLockAspectAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Unparsable.class)
	static class WrongApplication extends Application {

	}

	static class Unparsable {

		@DistributedLock(name = "order", key = "#id +")
		void ship(long id) {
		}

	}

	static class UnknownVariable {

		@DistributedLock("order:#{#ID}")
		void ship(long id) {
		}

	}

	static class Nameless {

		@DistributedLock(" ")
		void ship(long id) {
		}

	}

	static class Negative {

		@DistributedLock(name = "order", timeout = "-1s")
		void ship(long id) {
		}

	}

	static class NoDuration {

		@DistributedLock(name = "order", maxHold = "soon")
		void ship(long id) {
		}

	}

	static class SkippedPrimitive {

		@DistributedLock(name = "order", onTimeout = DistributedLock.OnTimeout.SKIP)
		boolean ship(long id) {
			return true;
		}

	}

	static class Final {

		@DistributedLock("order")
		final void ship(long id) {
		}

	}

	static class Private {

		@DistributedLock("order")
		private void ship(long id) {
		}

	}

	static class Coupons {

		private int redeemed;

		@DistributedLock("#code")
		void redeem(@Nullable String code) {
			this.redeemed++;
		}

		int redeemed() {
			return this.redeemed;
		}

	}

	static class Impatient {

		@DistributedLock(name = "order", timeout = "0s")
		String ship() {
			return "shipped";
		}

	}

}
