package io.github.batonlock.shedlock;

import net.javacrumbs.shedlock.core.LockAssert;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;

import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * The Java of docs/integrations.md about ShedLock.
 */
public class ShedLockExamples {

	@Scheduled(cron = "0 0 3 * * *")
	@SchedulerLock(name = "nightly-report", lockAtLeastFor = "5m")
	public void writeReport() {
		// in one of the JVMs
	}

	/**
	 * Before, in docs/coming-from.md.
	 */
	public static class Before {

		@Scheduled(cron = "0 0 3 * * *")
		@SchedulerLock(name = "nightly-report", lockAtMostFor = "1h", lockAtLeastFor = "5m")
		public void writeReport() {
			LockAssert.assertLocked();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	@EnableSchedulerLock(defaultLockAtMostFor = "10m")
	static class JobConfiguration {

	}

}
