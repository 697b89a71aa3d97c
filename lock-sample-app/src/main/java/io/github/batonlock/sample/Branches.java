package io.github.batonlock.sample;

import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.Objects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Sends buyers to the other instances.
 */
@Component
class Branches {

	private static final Logger logger = LoggerFactory.getLogger(Branches.class);

	private final RestClient http;

	Branches() {
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
				HttpClient.newBuilder().version(Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(1)).build());
		// longer than buyers wait for the lock
		requests.setReadTimeout(Duration.ofSeconds(60));
		this.http = RestClient.builder().requestFactory(requests).build();
	}

	/**
	 * Sends buyers to the instance with the given address.
	 * @return the result, or an empty one if the instance is gone
	 */
	Crowd.Result buy(String address, long productId, int buyers, boolean locked) {
		try {
			Crowd.Result result = this.http.post()
				.uri(address + "/api/products/{id}/crowd?buyers={buyers}&locked={locked}", productId, buyers, locked)
				.retrieve()
				.body(Crowd.Result.class);
			return Objects.requireNonNull(result);
		}
		catch (RestClientException ex) {
			logger.warn("{} did not finish a sale: {}", address, ex.getMessage());
			return Crowd.Result.NOBODY;
		}
	}

}
