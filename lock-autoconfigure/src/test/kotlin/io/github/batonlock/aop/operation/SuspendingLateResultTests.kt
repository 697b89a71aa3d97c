package io.github.batonlock.aop.operation

import io.github.batonlock.DistributedLock
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.flow.Flow
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import reactor.core.publisher.Mono
import java.util.concurrent.CompletableFuture

/**
 * What a suspending function returns has ended by then, or is something that Spring waits for.
 */
class SuspendingLateResultTests {

	private val methods = Service::class.java.declaredMethods.associateBy { it.name }

	private val operations = LockOperationSource { it }

	@ParameterizedTest
	@CsvSource("future, CompletableFuture", "deferred, Deferred")
	fun rejectsFuturesThatNothingAwaits(name: String, type: String) {
		assertThatExceptionOfType(InvalidLockException::class.java).isThrownBy { find(name) }
			.withMessageEndingWith("a suspending function that returns $type cannot be locked, because that ends " +
				"after the lock has been released; await it inside")
	}

	@Test
	fun rejectsSequencesReadLater() {
		assertThatExceptionOfType(InvalidLockException::class.java).isThrownBy { find("sequence") }
			.withMessageContaining("that is read after the lock has been released")
	}

	@Test
	fun acceptsPublishersThatSpringSubscribesTo() {
		assertThat(find("flow")?.result()).isEqualTo(ResultKind.PUBLISHER)
		assertThat(find("mono")?.result()).isEqualTo(ResultKind.PUBLISHER)
	}

	private fun find(name: String) = operations.find(methods.getValue(name), Service::class.java)

	@Suppress("unused")
	abstract class Service {

		@DistributedLock(name = ["order"])
		abstract suspend fun future(): CompletableFuture<String>

		@DistributedLock(name = ["order"])
		abstract suspend fun deferred(): Deferred<String>

		@DistributedLock(name = ["order"])
		abstract suspend fun sequence(): Sequence<String>

		@DistributedLock(name = ["order"])
		abstract suspend fun flow(): Flow<String>

		@DistributedLock(name = ["order"])
		abstract suspend fun mono(): Mono<String>

	}

}
