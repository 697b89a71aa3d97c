package io.github.batonlock.sample;

import java.util.stream.Stream;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Provides a Redis if none is configured, neither by a property nor by a service
 * connection such as the one of Docker Compose.
 */
@Configuration(proxyBeanMethods = false)
class EmbeddedRedisConfiguration {

	@Bean
	@Conditional(NoRedisConfigured.class)
	@ConditionalOnMissingBean(DataRedisConnectionDetails.class)
	EmbeddedRedis embeddedRedis(@Value("${shop.redis-port}") int port) {
		return new EmbeddedRedis(port);
	}

	static class NoRedisConfigured implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return Stream.of("url", "host", "port", "sentinel.master", "cluster.nodes")
				.noneMatch((name) -> context.getEnvironment().containsProperty("spring.data.redis." + name));
		}

	}

}
