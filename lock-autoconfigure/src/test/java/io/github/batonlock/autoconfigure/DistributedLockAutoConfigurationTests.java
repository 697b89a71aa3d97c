package io.github.batonlock.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockAcquisitionTimeoutException;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.local.LocalLockStore;
import io.github.batonlock.redis.RedisLockStore;
import io.github.batonlock.store.LockStore;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.integration.redis.util.RedisLockRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DistributedLockAutoConfiguration}.
 */
class DistributedLockAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(DataRedisAutoConfiguration.class, DistributedLockAutoConfiguration.class));

	private final ApplicationContextRunner local = this.runner.withPropertyValues("distributed-lock.type=local");

	@Test
	void rejectsReplicasOfCluster() {
		this.runner
			.withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:1",
					"distributed-lock.replicas.acknowledgements=1")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageStartingWith("distributed-lock.replicas.acknowledgements must be 0 for a Redis Cluster"));
	}

	@Test
	void waitsForReplicasIfConfigured() {
		this.runner.withPropertyValues("distributed-lock.replicas.acknowledgements=1")
			.run((context) -> assertThat(context.getBean(LockStore.class).replicates()).isTrue());
		this.runner.run((context) -> assertThat(context.getBean(LockStore.class).replicates()).isFalse());
	}

	@Test
	void keepsLocksInRedisByDefault() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(LockRegistry.class).hasBean("distributedLockRegistry");
			assertThat(context).getBean(LockStore.class).isInstanceOf(RedisLockStore.class);
		});
	}

	@Test
	void keepsLocksInMemoryIfConfigured() {
		this.local.run((context) -> {
			assertThat(context).getBean(LockStore.class).isInstanceOf(LocalLockStore.class);
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
		});
	}

	@Test
	void nothingIsThereWhenDisabled() {
		this.runner.withPropertyValues("distributed-lock.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LockRegistry.class)
				.doesNotHaveBean(LockStore.class)
				.doesNotHaveBean(LockRegistryLifecycle.class));
	}

	@Test
	void backsOffForRegistryOfItsName() {
		LockRegistry own = mock();
		this.local.withBean("distributedLockRegistry", LockRegistry.class, () -> own)
			.run((context) -> assertThat(context).hasSingleBean(LockRegistry.class)
				.doesNotHaveBean(LockStore.class)
				.doesNotHaveBean(LockRegistryLifecycle.class)
				.getBean("distributedLockRegistry")
				.isSameAs(own));
	}

	@Test
	void standsBesideOtherRegistriesAndStores() {
		LockRegistry own = mock();
		this.local.withBean("otherRegistry", LockRegistry.class, () -> own)
			.withBean("otherStore", LockStore.class, () -> mock(LockStore.class))
			.run((context) -> assertThat(context).hasBean("distributedLockRegistry")
				.getBean("distributedLockStore")
				.isInstanceOf(LocalLockStore.class));
	}

	@Test
	void usesStoreOfItsName() {
		LocalLockStore own = new LocalLockStore();
		this.runner.withBean("distributedLockStore", LockStore.class, () -> own).run((context) -> {
			assertThat(context).getBean(LockStore.class).isSameAs(own);
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
		});
	}

	@Test
	void standsBesideSpringIntegration() {
		this.local.withUserConfiguration(IntegrationConfiguration.class).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(LockRegistry.class).hasBean("lockRegistry");
			assertThat(context).hasSingleBean(org.springframework.integration.support.locks.LockRegistry.class);
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
		});
	}

	@Test
	void definesNoListenerContainer() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(RedisMessageListenerContainer.class)
			.hasBean("redisMessageListenerContainer"));
		RedisMessageListenerContainer own = new RedisMessageListenerContainer();
		own.setConnectionFactory(mock());
		this.runner.withBean("redisMessageListenerContainer", RedisMessageListenerContainer.class, () -> own)
			.run((context) -> assertThat(context).getBean(RedisMessageListenerContainer.class).isSameAs(own));
	}

	@Test
	void localNeedsNoRedisOnTheClassPath() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis", "io.lettuce"))
			.withPropertyValues("distributed-lock.type=local")
			.run((context) -> context.getBean(LockRegistry.class).obtain("a").acquire().close());
	}

	@Test
	void failsWithoutConnectionFactory() {
		ApplicationContextRunner alone = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class));
		alone
			.run((context) -> assertThat(context).getFailure().hasRootCauseInstanceOf(MissingLockStoreException.class));
		alone.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).getFailure().hasRootCauseInstanceOf(MissingLockStoreException.class));
	}

	@Test
	void findsTheOnlyConnectionFactoryByItsQualifier() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class))
			.withUserConfiguration(QualifiedConnection.class)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(RedisLockStore.class));
	}

	@Test
	void suggestsRemediesWithoutConnectionFactory() {
		List<String> actions = new ArrayList<>();
		for (FailureAnalyzer analyzer : SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, SpringFactoriesLoader.FailureHandler.logging(mock()))) {
			FailureAnalysis analysis = analyzer.analyze(new IllegalStateException(new MissingLockStoreException()));
			if (analysis != null) {
				actions.add(analysis.getDescription() + analysis.getAction());
			}
		}
		assertThat(actions).singleElement()
			.asString()
			.contains("no RedisConnectionFactory bean", "'spring-boot-starter-data-redis'", "'distributed-lock.type'",
					"'distributed-lock.enabled'");
	}

	@Test
	void rejectsUnknownTypeAndValueOutOfRange() {
		this.runner.withPropertyValues("distributed-lock.type=mongo")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Failed to bind properties under 'distributed-lock.type'"));
		this.runner.withPropertyValues("distributed-lock.lease=1ms")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseMessage("distributed-lock.lease must not be less than 100ms, but is 1ms"));
	}

	@Test
	void rejectsSeveralConnectionFactoriesWithoutChoice() {
		this.runner.withBean("one", RedisConnectionFactory.class, () -> mock(RedisConnectionFactory.class))
			.withBean("two", RedisConnectionFactory.class, () -> mock(RedisConnectionFactory.class))
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(NoUniqueBeanDefinitionException.class));
	}

	@Test
	void rulesApplyToNamesByPattern() {
		this.local.withPropertyValues("distributed-lock.rules[0].name=order:*", "distributed-lock.rules[0].timeout=0s")
			.run((context) -> {
				LockRegistry registry = context.getBean(LockRegistry.class);
				registry.obtain("order:1").acquireAsync().get(20, TimeUnit.SECONDS);
				assertThatExceptionOfType(LockAcquisitionTimeoutException.class)
					.isThrownBy(() -> registry.obtain("order:1").acquire());
			});
	}

	@Test
	void callsListenersInTheirOrder() {
		this.local.withUserConfiguration(ListenersConfiguration.class).run((context) -> {
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
			assertThat(context.getBean(ListenersConfiguration.class).heard).containsExactly("first a", "second a");
		});
	}

	@Test
	void continuesOnItsOwnDaemonThreads() {
		this.local.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class)).run((context) -> {
			assertThat(context).hasBean("applicationTaskExecutor");
			Thread thread = continuationThread(context.getBean(LockRegistry.class));
			assertThat(thread.getName()).startsWith("distributed-lock-");
			assertThat(thread.isDaemon()).isTrue();
		});
	}

	@Test
	void runsUntilUsersOfLocksHaveStopped() {
		this.local.withBean(LastUser.class).run((context) -> {
			assertThat(context.getBean(LockRegistryLifecycle.class).getPhase())
				.isGreaterThan(new LettuceConnectionFactory().getPhase());
			context.stop();
			assertThat(context.getBean(LastUser.class).acquiredWhenStopped).isTrue();
			assertThat(context.getBean(LockRegistryLifecycle.class).isRunning()).isFalse();
			context.start();
			context.getBean(LockRegistry.class).obtain("a").acquire().close();
		});
	}

	@Test
	void keepsScriptsInNativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new RedisLockStoreConfiguration.Scripts().registerHints(hints, getClass().getClassLoader());
		for (String script : List.of("acquire", "renew", "leave", "fence", "release", "inspect")) {
			assertThat(RuntimeHintsPredicates.resource().forResource("io/github/batonlock/redis/" + script + ".lua"))
				.accepts(hints);
			assertThat(RedisLockStore.class.getResource(script + ".lua")).isNotNull();
		}
	}

	private static Thread continuationThread(LockRegistry registry) throws Exception {
		try (Lease held = registry.obtain("a").acquire()) {
			List<Thread> threads = new CopyOnWriteArrayList<>();
			var waiter = registry.obtain("a").acquireAsync().thenAccept((lease) -> {
				threads.add(Thread.currentThread());
				lease.close();
			});
			held.close();
			waiter.get(20, TimeUnit.SECONDS);
			return threads.get(0);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class IntegrationConfiguration {

		@Bean
		RedisLockRegistry lockRegistry() {
			return new RedisLockRegistry(mock(), "integration");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ListenersConfiguration {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		@Bean
		@Order(2)
		LockListener second() {
			return listener("second ");
		}

		@Bean
		@Order(1)
		LockListener first() {
			return listener("first ");
		}

		private LockListener listener(String name) {
			return new LockListener() {

				@Override
				public void acquired(Lease lease, Duration waited) {
					ListenersConfiguration.this.heard.add(name + lease.name());
				}

			};
		}

	}

	/**
	 * Stops as late as anything does that uses locks, as task executors do.
	 */
	static class LastUser implements SmartLifecycle {

		private final LockRegistry registry;

		private boolean running;

		private boolean acquiredWhenStopped;

		LastUser(LockRegistry registry) {
			this.registry = registry;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.registry.executeLocked("a", () -> this.acquiredWhenStopped = true);
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return SmartLifecycle.DEFAULT_PHASE / 2;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedConnection {

		@Bean(defaultCandidate = false)
		@DistributedLockConnectionFactory
		RedisConnectionFactory locks() {
			return mock();
		}

	}

}
