package io.github.batonlock.autoconfigure.jfr;

import io.github.batonlock.LockRegistry;
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration;
import io.github.batonlock.jfr.FlightRecorderListener;
import jdk.jfr.Event;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for events of the JDK Flight Recorder, if the JDK has one.
 */
@AutoConfiguration(after = DistributedLockAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "distributed-lock.enabled", matchIfMissing = true)
@ConditionalOnClass(Event.class)
@ConditionalOnBean(LockRegistry.class)
public final class LockFlightRecorderAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	FlightRecorderListener distributedLockFlightRecorderListener() {
		return new FlightRecorderListener();
	}

}
