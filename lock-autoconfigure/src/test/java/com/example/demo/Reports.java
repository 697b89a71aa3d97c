package com.example.demo;

import java.time.LocalTime;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.DistributedLock;

import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;

@Component
class Reports {

	@DistributedLock(name = "report", key = "#id")
	void write(String id) throws InterruptedException {
		System.out.println(LocalTime.now() + " report " + id + " begins");
		TimeUnit.SECONDS.sleep(3);
		System.out.println(LocalTime.now() + " report " + id + " ends");
	}

	@Component
	record Caller(Reports reports) implements CommandLineRunner {

		@Override
		public void run(String... args) throws InterruptedException {
			for (int i = 0; i < 5; i++) {
				this.reports.write("7");
			}
		}

	}

}
