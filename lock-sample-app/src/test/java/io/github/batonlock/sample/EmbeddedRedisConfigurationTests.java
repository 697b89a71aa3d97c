package io.github.batonlock.sample;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedRedisConfiguration}.
 */
class EmbeddedRedisConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
		.withUserConfiguration(EmbeddedRedisConfiguration.class);

	@Test
	void isNotThereBesideAServiceConnection() {
		this.runner.withBean(DataRedisConnectionDetails.class, ComposedRedis::new)
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedRedis.class)
				.getBean(LettuceConnectionFactory.class)
				.extracting(LettuceConnectionFactory::getPort)
				.isEqualTo(7));
	}

	@Test
	void isNotThereWhereAPropertyLeadsElsewhere() {
		this.runner.withPropertyValues("spring.data.redis.port=7")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(EmbeddedRedis.class));
	}

	/**
	 * Like the support for Docker Compose.
	 */
	private static final class ComposedRedis implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			return Standalone.of("127.0.0.1", 7);
		}

	}

}
