package io.github.batonlock.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The shop. It may be started several times, on different ports: the instances share a
 * Redis and a database.
 */
@SpringBootApplication
@EnableScheduling
public class SampleApplication {

	/**
	 * Starts an instance.
	 * @param args arguments of the command line
	 */
	public static void main(String[] args) {
		// H2 serves its file to the other instances, not to the network
		System.setProperty("h2.bindAddress", "127.0.0.1");
		SpringApplication.run(SampleApplication.class, args);
	}

}
