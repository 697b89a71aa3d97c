package io.github.batonlock.autoconfigure.actuate;

import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.actuate.LocksDescriptor;
import io.github.batonlock.actuate.LocksEndpoint;
import io.github.batonlock.autoconfigure.ConfigurationMetadata;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.SecondRegistry;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.inspect.LockInspector;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LocksEndpointAutoConfiguration}.
 */
class LocksEndpointAutoConfigurationTests {

	private final ApplicationContextRunner notExposed = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(DistributedLockAutoConfiguration.class, LocksEndpointAutoConfiguration.class))
		.withPropertyValues("distributed-lock.type=local");

	private final ApplicationContextRunner runner = this.notExposed
		.withPropertyValues("management.endpoints.web.exposure.include=locks");

	@Test
	void isPresentWhenExposed() {
		this.notExposed.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LocksEndpoint.class));
		this.runner.run((context) -> assertThat(context).hasSingleBean(LocksEndpoint.class));
	}

	@Test
	void knowsTheRegistriesOfTheFactory() {
		this.runner.withUserConfiguration(SecondRegistry.class).run((context) -> {
			Lease held = context.getBean("second", LockRegistry.class).obtain("a").acquire();
			LocksDescriptor locks = context.getBean(LocksEndpoint.class).locks(null);
			assertThat(locks.locks()).isEmpty();
			assertThat(locks.registries()).containsOnlyKeys("second");
			assertThat(locks.registries().get("second").locks()).singleElement()
				.satisfies((lock) -> assertThat(lock.name()).isEqualTo("a"));
			held.close();
		});
		this.runner
			.run((context) -> assertThat(context.getBean(LocksEndpoint.class).locks(null).registries()).isNull());
	}

	@Test
	void canBeSwitchedOff() {
		for (String property : new String[] { "management.endpoint.locks.access=NONE",
				"distributed-lock.enabled=false" }) {
			this.runner.withPropertyValues(property)
				.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LocksEndpoint.class));
		}
	}

	@Test
	void accessIsKnownToToolsAndReadOnly() {
		assertThat(ConfigurationMetadata.all("management.endpoint.locks."))
			.filteredOn("name", "management.endpoint.locks.access")
			.singleElement()
			.satisfies((property) -> assertThat(property).containsEntry("defaultValue", "read_only")
				.containsKey("description"));
	}

	@Test
	void startsWithoutActuator() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate")).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("distributedLocksEndpoint");
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
		});
	}

	@Test
	void backsOffForEndpointOfTheUser() {
		LocksEndpoint own = new LocksEndpoint(mock(LockInspector.class));
		this.runner.withBean("own", LocksEndpoint.class, () -> own)
			.run((context) -> assertThat(context).getBean(LocksEndpoint.class).isSameAs(own));
	}

	@Test
	void leavesRegistriesOfTheUserAlone() {
		this.runner.withBean("distributedLockRegistry", LockRegistry.class, () -> mock(LockRegistry.class))
			.withBean("other", EngineLockRegistry.class, () -> mock(EngineLockRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LocksEndpoint.class));
	}

}
