package io.github.batonlock.autoconfigure.jfr;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.jfr.FlightRecorderListener;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LockFlightRecorderAutoConfiguration}.
 */
class LockFlightRecorderAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class,
				LockFlightRecorderAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	@Test
	void listensForTheRecorder() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(FlightRecorderListener.class));
	}

	@Test
	void startsOnAJdkWithoutRecorder() {
		this.runner.withClassLoader(new FilteredClassLoader("jdk.jfr")).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("distributedLockFlightRecorderListener");
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
		});
	}

	@Test
	void isNotThereWhenDisabled() {
		this.runner.withPropertyValues("distributed-lock.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(FlightRecorderListener.class));
	}

	@Test
	void backsOffForListenerOfTheUser() {
		FlightRecorderListener own = new FlightRecorderListener();
		this.runner.withBean("own", FlightRecorderListener.class, () -> own)
			.run((context) -> assertThat(context).getBean(FlightRecorderListener.class).isSameAs(own));
	}

}
