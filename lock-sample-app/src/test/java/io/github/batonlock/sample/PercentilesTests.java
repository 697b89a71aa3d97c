package io.github.batonlock.sample;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PercentilesTests {

	@Test
	void ofAHundred() {
		Percentiles percentiles = new Percentiles(
				IntStream.rangeClosed(1, 100).map((i) -> 101 - i).mapToObj(Duration::ofMillis).toList());
		assertThat(percentiles.millis(50)).isEqualTo(50);
		assertThat(percentiles.millis(99)).isEqualTo(99);
	}

	@Test
	void ofOne() {
		Percentiles percentiles = new Percentiles(List.of(Duration.ofMillis(7)));
		assertThat(percentiles.millis(50)).isEqualTo(7);
		assertThat(percentiles.millis(99)).isEqualTo(7);
	}

	@Test
	void ofNone() {
		assertThat(new Percentiles(List.of()).millis(99)).isZero();
	}

}
