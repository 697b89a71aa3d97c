package io.github.batonlock;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.batonlock.DistributedLock.OnTimeout;

import org.springframework.core.annotation.AliasFor;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The Java of docs/annotation/scheduled.md, so that it is compiled.
 */
public class ScheduledExamples {

	@Scheduled(cron = "0 0 3 * * *")
	@DistributedLock(name = "nightly-report", timeout = "0s", onTimeout = OnTimeout.SKIP, minHold = "5m")
	public void writeReport() {
		// in one of the JVMs
	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@DistributedLock(timeout = "0s", onTimeout = OnTimeout.SKIP, minHold = "30s")
	public @interface OncePerTick {

		@AliasFor(annotation = DistributedLock.class, attribute = "name")
		String value();

	}

	@Scheduled(cron = "0 * * * * *")
	@OncePerTick("clean-up")
	public void cleanUp() {
		// in one of the JVMs, once a minute
	}

}
