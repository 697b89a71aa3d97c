package io.github.batonlock.autoconfigure;

import java.util.List;

import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.testing.OnEachServer;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.ServerKind;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.testcontainers.containers.GenericContainer;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose Redis is a service connection: a container that Spring Boot starts
 * and tells to the application, or details that some other bean has.
 */
@OnEachServer
class ServiceConnectionIntegrationTests {

	@Parameter
	private ServerKind kind;

	@Test
	void locksLiveOnTheServerOfTheServiceConnection() {
		String image = this.kind.image();
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.sources((image != null) ? InContainer.class : WithDetails.class)
			.properties("image=" + image, "spring.data.redis.port=1", "distributed-lock.key-prefix=service")
			.run()) {
			RedisServer redis = server(context.getBean(DataRedisConnectionDetails.class));
			try (Lease lease = context.getBean(LockRegistry.class).obtain("order:42").acquire()) {
				assertThat(redis.command("KEYS", "service:*:owner:*")).asInstanceOf(InstanceOfAssertFactories.LIST)
					.hasSize(1);
				assertThat(lease.fencingToken()).isPositive();
			}
			assertThat(redis.command("KEYS", "service:*:owner:*")).isEqualTo(List.of());
		}
	}

	private static RedisServer server(DataRedisConnectionDetails details) {
		DataRedisConnectionDetails.Standalone address = details.getStandalone();
		return RedisServer.at(address.getHost() + ":" + address.getPort());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ServiceConnectionAutoConfiguration.class, DataRedisAutoConfiguration.class,
			DistributedLockAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class InContainer {

		@Bean
		@ServiceConnection(name = "redis")
		GenericContainer<?> redis(@Value("${image}") String image) {
			return new GenericContainer<>(image).withExposedPorts(6379);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithDetails {

		@Bean
		DataRedisConnectionDetails redis() {
			RedisServer server = ServerKind.USUAL.shared();
			return new DataRedisConnectionDetails() {

				@Override
				public Standalone getStandalone() {
					return Standalone.of(server.host(), server.port());
				}

			};
		}

	}

}
