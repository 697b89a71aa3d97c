package io.github.batonlock.benchmarks.aspect;

import java.util.concurrent.TimeUnit;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A call through the aspect with locks in memory, compared with the same lock without the
 * aspect and with a call without a lock.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AspectBenchmark {

	@SuppressWarnings("NullAway.Init")
	private ConfigurableApplicationContext application;

	@SuppressWarnings("NullAway.Init")
	private Orders orders;

	@SuppressWarnings("NullAway.Init")
	private LockRegistry locks;

	private long id;

	/**
	 * Starts the application.
	 */
	@Setup
	public void start() {
		this.application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.properties("distributed-lock.type=local", "spring.main.banner-mode=off",
					"logging.config=classpath:logback.xml")
			.run();
		this.orders = this.application.getBean(Orders.class);
		this.locks = this.application.getBean(LockRegistry.class);
	}

	/**
	 * Stops the application.
	 */
	@TearDown
	public void stop() {
		this.application.close();
	}

	/**
	 * A literal name.
	 * @return the result of the method
	 */
	@Benchmark
	public long fixedName() {
		return this.orders.count(this.id++);
	}

	/**
	 * A name with an expression.
	 * @return the result of the method
	 */
	@Benchmark
	public long evaluatedName() {
		return this.orders.ship(this.id++ & 15);
	}

	/**
	 * The same lock without the aspect.
	 * @return the result of the action
	 */
	@Benchmark
	public long programmatic() {
		long id = this.id++;
		return this.locks.executeLocked("orders", () -> id);
	}

	/**
	 * The proxy without the aspect.
	 * @return the result of the method
	 */
	@Benchmark
	public long withoutLock() {
		return this.orders.look(this.id++);
	}

	/**
	 * A bean with locked methods.
	 */
	public static class Orders {

		/**
		 * A method that is locked with a literal name.
		 * @param id a number
		 * @return the number
		 */
		@DistributedLock(name = "orders")
		public long count(long id) {
			return id;
		}

		/**
		 * Locked by a name with an expression.
		 * @param id a number
		 * @return the number
		 */
		@DistributedLock(name = "order", key = "#id")
		public long ship(long id) {
			return id;
		}

		/**
		 * Not locked.
		 * @param id a number
		 * @return the number
		 */
		public long look(long id) {
			return id;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DistributedLockAutoConfiguration.class, DistributedLockAspectAutoConfiguration.class })
	static class Application {

		@Bean
		Orders orders() {
			return new Orders();
		}

	}

}
