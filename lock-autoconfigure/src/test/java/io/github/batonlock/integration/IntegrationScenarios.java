package io.github.batonlock.integration;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.autoconfigure.integration.LockIntegrationAutoConfiguration;
import io.github.batonlock.engine.EngineLockRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.IntegrationMessageHeaderAccessor;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.leader.DefaultCandidate;
import org.springframework.integration.leader.event.OnFailedToAcquireMutexEvent;
import org.springframework.integration.support.MessageBuilder;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;
import org.springframework.integration.util.UUIDConverter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Components of Spring Integration on the bridge, in two applications that share their
 * locks.
 */
@Timeout(60)
abstract class IntegrationScenarios {

	private static final String ROLE = "role-" + UUID.randomUUID();

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(DistributedLockAutoConfiguration.class, LockIntegrationAutoConfiguration.class));

	/**
	 * Configures an application to keep its locks with those of the other applications of
	 * this test.
	 */
	abstract ApplicationContextRunner sharing(ApplicationContextRunner runner);

	ApplicationContextRunner candidates() {
		return sharing(this.runner).withUserConfiguration(Candidates.class);
	}

	static LockRegistryLeaderInitiator initiator(ApplicationContext application) {
		return application.getBean(LockRegistryLeaderInitiator.class);
	}

	static boolean isLeader(ApplicationContext application) {
		return initiator(application).getContext().isLeader();
	}

	static void awaitLeader(ApplicationContext application) {
		await().until(() -> isLeader(application));
	}

	@Test
	void oneOfTwoIsLeader() {
		ApplicationContextRunner application = candidates();
		application.run((one) -> {
			awaitLeader(one);
			application.run((other) -> {
				AtomicInteger failures = other.getBean(Candidates.class).failures;
				await().until(() -> failures.get() >= 5);
				assertThat(isLeader(other)).isFalse();
				assertThat(isLeader(one)).isTrue();
			});
		});
	}

	@Test
	void leaderThatYieldsIsFollowedByTheOther() {
		ApplicationContextRunner application = candidates();
		application.run((one) -> {
			awaitLeader(one);
			application.run((other) -> {
				for (ApplicationContext next : List.of(other, one, other)) {
					ApplicationContext leader = (next == one) ? other : one;
					await().until(() -> {
						if (isLeader(leader)) {
							initiator(leader).getContext().yield();
						}
						return isLeader(next);
					});
				}
			});
		});
	}

	@Test
	void leaderWhoseApplicationEndsIsFollowedByTheOther() {
		ApplicationContextRunner application = candidates();
		application.run((one) -> {
			awaitLeader(one);
			application.run((other) -> {
				assertThat(isLeader(other)).isFalse();
				one.close();
				awaitLeader(other);
			});
		});
	}

	@Test
	void initiatorThatStopsGivesTheLockBack() {
		candidates().run((one) -> {
			awaitLeader(one);
			initiator(one).stop();
			// owned by a future, so it is not reentrant for a thread that holds the lock
			Lease lease = one.getBean(LockRegistry.class)
				.obtain(ROLE)
				.acquireAsync(Duration.ofSeconds(50))
				.get(50, TimeUnit.SECONDS);
			lease.close();
		});
	}

	@Test
	void aggregatorAcquiresLockOfItsGroup() {
		ApplicationContextRunner application = sharing(this.runner).withUserConfiguration(Aggregating.class);
		String group = UUID.randomUUID().toString();
		application.run((one) -> application.run((other) -> {
			Lease lease = other.getBean(LockRegistry.class)
				.obtain(UUIDConverter.getUUID(group).toString())
				.acquireAsync()
				.get(20, TimeUnit.SECONDS);
			MessageChannel input = one.getBean("parts.input", MessageChannel.class);
			CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
				input.send(part(group, "a"));
				input.send(part(group, "b"));
			}, (action) -> new Thread(action).start());
			await().until(() -> one.getBean(EngineLockRegistry.class).waiting() == 1);
			assertThat(one.getBean(Aggregating.class).released).isEmpty();
			lease.close();
			sending.get(20, TimeUnit.SECONDS);
			assertThat(one.getBean(Aggregating.class).released.poll(20, TimeUnit.SECONDS)).isEqualTo(List.of("a", "b"));
		}));
	}

	private static Message<String> part(String group, String content) {
		return MessageBuilder.withPayload(content)
			.setHeader(IntegrationMessageHeaderAccessor.CORRELATION_ID, group)
			.setHeader(IntegrationMessageHeaderAccessor.SEQUENCE_SIZE, 2)
			.build();
	}

	@Configuration(proxyBeanMethods = false)
	static class Candidates {

		final AtomicInteger failures = new AtomicInteger();

		@Bean
		LockRegistryLeaderInitiator initiator(IntegrationLockRegistry locks) {
			LockRegistryLeaderInitiator initiator = new LockRegistryLeaderInitiator(locks,
					new DefaultCandidate(UUID.randomUUID().toString(), ROLE));
			initiator.setHeartBeatMillis(20);
			initiator.setBusyWaitMillis(20);
			initiator.setPublishFailedEvents(true);
			return initiator;
		}

		@EventListener
		void failed(OnFailedToAcquireMutexEvent event) {
			this.failures.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Aggregating {

		final BlockingQueue<Object> released = new LinkedBlockingQueue<>();

		@Bean
		IntegrationFlow parts(IntegrationLockRegistry locks) {
			return (flow) -> flow.aggregate((aggregator) -> aggregator.lockRegistry(locks))
				.handle((message) -> this.released.add(message.getPayload()));
		}

	}

}
