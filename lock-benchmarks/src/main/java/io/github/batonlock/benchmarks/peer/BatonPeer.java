package io.github.batonlock.benchmarks.peer;

import java.time.Duration;
import java.util.Map;

import io.github.batonlock.LockOptions;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Baton with its auto-configuration.
 */
final class BatonPeer implements Peer {

	private final ConfigurableApplicationContext application;

	private final LockRegistry locks;

	private final LockOptions options;

	BatonPeer(String host, int port, Duration linger) {
		this.application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties(Map.of("spring.data.redis.host", host, "spring.data.redis.port", port,
					"spring.main.banner-mode", "off", "logging.config", "classpath:logback.xml"))
			.run();
		this.locks = this.application.getBean(LockRegistry.class);
		this.options = LockOptions.builder().timeout(Duration.ofMinutes(5)).linger(linger).build();
	}

	@Override
	public Mutex mutex(String name) {
		return Mutex.of(this.locks.obtain(name, this.options));
	}

	@Override
	public void close() {
		this.application.close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, DistributedLockAutoConfiguration.class })
	static class Application {

	}

}
