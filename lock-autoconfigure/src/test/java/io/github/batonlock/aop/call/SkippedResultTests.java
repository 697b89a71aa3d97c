package io.github.batonlock.aop.call;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SkippedResult}.
 */
class SkippedResultTests {

	@Test
	void isEmptyOptionalOfTheReturnType() {
		assertThat(SkippedResult.of(Optional.class)).isEqualTo(Optional.empty());
		assertThat(SkippedResult.of(OptionalInt.class)).isEqualTo(OptionalInt.empty());
		assertThat(SkippedResult.of(OptionalLong.class)).isEqualTo(OptionalLong.empty());
		assertThat(SkippedResult.of(OptionalDouble.class)).isEqualTo(OptionalDouble.empty());
	}

	@ParameterizedTest
	@ValueSource(classes = { CompletableFuture.class, CompletionStage.class })
	void isAFutureOfNothing(Class<?> type) {
		assertThat((CompletableFuture<?>) SkippedResult.of(type)).isCompletedWithValue(null);
	}

	@Test
	void isAnEmptyPublisher() {
		assertThat(((Mono<?>) SkippedResult.of(Mono.class)).blockOptional()).isEmpty();
		assertThat(((Flux<?>) SkippedResult.of(Flux.class)).collectList().block()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(classes = { Object.class, String.class, List.class, Integer.class, void.class })
	void isNullElse(Class<?> type) {
		assertThat(SkippedResult.of(type)).isNull();
	}

}
