package io.github.batonlock;

import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

/**
 * The Java of docs/getting-started.md, so that it is compiled.
 */
public class GettingStartedExamples {

	@Service
	public class Reports {

		private static final Logger log = LoggerFactory.getLogger(Reports.class);

		@DistributedLock(name = "report", key = "#id")
		public void write(String id) throws InterruptedException {
			log.info("report {} begins", id);
			TimeUnit.SECONDS.sleep(3);
			log.info("report {} ends", id);
		}

	}

	@Component
	class Demo implements CommandLineRunner {

		private final Reports reports;

		Demo(Reports reports) {
			this.reports = reports;
		}

		@Override
		public void run(String... args) throws InterruptedException {
			for (int i = 0; i < 5; i++) {
				this.reports.write("7");
			}
		}

	}

}
