package io.github.batonlock.redis;

import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.data.redis.connection.ConnectionUtils;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Creates listener containers that process each message on the thread that has read it.
 */
final class GrantContainers {

	private static final long REGISTRATION_TIMEOUT = 2000;

	private GrantContainers() {
	}

	static RedisMessageListenerContainer create(RedisConnectionFactory factory, SubscriptionExecutor executor) {
		ExponentialBackOff backOff = new ExponentialBackOff(100, 2);
		backOff.setMaxInterval(2000);
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(
				ConnectionUtils.isAsync(factory) ? factory : new SubscribingConnectionFactory(factory));
		container.setTaskExecutor(new SyncTaskExecutor());
		container.setSubscriptionExecutor(executor);
		container.setMaxSubscriptionRegistrationWaitingTime(REGISTRATION_TIMEOUT);
		container.setRecoveryBackoff(backOff);
		container.afterPropertiesSet();
		return container;
	}

}
