package io.github.batonlock.testing;

import java.io.IOException;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application without a web server, whose main thread is inside of a lock until it
 * reads from standard input, as a process of its own.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, DataRedisAutoConfiguration.class,
		DistributedLockAutoConfiguration.class })
public class LockApplication {

	/**
	 * Start.
	 * @param arguments properties
	 */
	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(LockApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(arguments);
	}

	@Bean
	CommandLineRunner work(LockRegistry locks) {
		return (arguments) -> locks.executeLocked("work", () -> {
			System.out.println("inside");
			read();
			System.out.println("leaves");
		});
	}

	private static void read() throws IOException {
		if (System.in.read() < 0) {
			throw new IOException("nothing to read");
		}
	}

}
