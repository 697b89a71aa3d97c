package io.github.batonlock.reactor

import io.github.batonlock.DistributedLock
import io.github.batonlock.LockAcquisitionTimeoutException
import io.github.batonlock.LockRegistry
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.springframework.boot.autoconfigure.ImportAutoConfiguration
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration
import org.springframework.boot.test.util.TestPropertyValues
import org.springframework.context.annotation.AnnotationConfigApplicationContext
import java.util.concurrent.atomic.AtomicInteger

/**
 * Locks around suspending functions and flows.
 */
@Timeout(60)
class SuspendingTests {

	private val context = AnnotationConfigApplicationContext()

	private lateinit var service: Service

	private lateinit var locks: LockRegistry

	@BeforeEach
	fun start() {
		TestPropertyValues.of("distributed-lock.type=local").applyTo(context)
		context.register(Configuration::class.java)
		context.refresh()
		service = context.getBean(Service::class.java)
		locks = context.getBean(LockRegistry::class.java)
	}

	@AfterEach
	fun nothingIsLeftHeld() {
		await().until { isFree("order:7") }
		context.close()
	}

	@Test
	fun leaseLastsUntilTheFunctionReturns() = test {
		val work = CompletableDeferred<String>()
		val result = async { service.suspending(7, work) }
		service.begun.await()
		assertThat(isFree("order:7")).isFalse()
		work.complete("done")
		assertThat(result.await()).isEqualTo("done")
		assertThat(isFree("order:7")).isTrue()
	}

	@Test
	fun failureIsPassedOn() = test {
		val failure = runCatching { service.failing(7) }.exceptionOrNull()
		assertThat(failure).isInstanceOf(IllegalArgumentException::class.java).hasMessage("body")
		assertThat(isFree("order:7")).isTrue()
	}

	@Test
	fun cancelEndsTheLease() = test {
		val job = launch { service.suspending(7, CompletableDeferred()) }
		service.begun.await()
		job.cancelAndJoin()
		await().until { isFree("order:7") }
	}

	@Test
	fun timeoutIsThrownAndSkipIsNull() = test {
		locks.obtain("order:7").acquireAsync().get().use {
			assertThat(service.skipping(7)).isNull()
			val failure = runCatching { service.impatient(7) }.exceptionOrNull()
			assertThat(failure).isInstanceOf(LockAcquisitionTimeoutException::class.java)
		}
	}

	@Test
	fun skipOfWhatIsNeverNullIsRefused() {
		AnnotationConfigApplicationContext().use { other ->
			TestPropertyValues.of("distributed-lock.type=local").applyTo(other)
			other.register(Configuration::class.java, Counting::class.java)
			assertThatThrownBy { other.refresh() }.hasStackTraceContaining("SKIP has nothing to return for")
		}
	}

	@Test
	fun functionInsideReentersByTheContext() = test {
		assertThat(service.nested(7) { service.suspending(7, CompletableDeferred("inner")) }).isEqualTo("inner")
	}

	@Test
	fun manyRunOneAtATimeWithoutBlockingTheirThread() = test {
		val results = (1..100).map { async { service.counting(7) } }.awaitAll()
		assertThat(results).hasSize(100).containsOnly(1)
	}

	@Test
	fun flowIsHeldUntilItsLastElement() = test {
		val elements = mutableListOf<String>()
		service.flow(7).collect {
			if (elements.isEmpty()) {
				assertThat(isFree("order:7")).isFalse()
				service.collected.complete(Unit)
			}
			elements.add(it)
		}
		assertThat(elements).containsExactly("a", "b")
		assertThat(isFree("order:7")).isTrue()
		assertThat(service.suspendingFlow(7).toList()).containsExactly("a", "b")
		assertThat(isFree("order:7")).isTrue()
	}

	private fun test(body: suspend kotlinx.coroutines.CoroutineScope.() -> Unit) =
		runBlocking { withTimeout(50_000) { body() } }

	private fun isFree(name: String) = locks.obtain(name).acquireAsync(java.time.Duration.ZERO)
		.handle { lease, _ -> lease?.close(); lease != null }.get()

	@ImportAutoConfiguration(AopAutoConfiguration::class, DistributedLockAutoConfiguration::class,
		DistributedLockAspectAutoConfiguration::class)
	@org.springframework.context.annotation.Import(Service::class)
	@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
	open class Configuration

	open class Service {

		open val begun = CompletableDeferred<Unit>()

		open val collected = CompletableDeferred<Unit>()

		private val inside = AtomicInteger()

		@DistributedLock(name = ["order"], key = "#id")
		open suspend fun suspending(id: Long, work: CompletableDeferred<String>): String {
			begun.complete(Unit)
			return work.await()
		}

		@DistributedLock(name = ["order"], key = "#p0")
		open suspend fun failing(id: Long): String {
			delay(1)
			throw IllegalArgumentException("body")
		}

		@DistributedLock(name = ["order"], key = "#root.args.![toString()].get(0)", timeout = "0s")
		open suspend fun impatient(id: Long): String = "never"

		@DistributedLock(name = ["order"], key = "#id", timeout = "0s", onTimeout = DistributedLock.OnTimeout.SKIP)
		open suspend fun skipping(id: Long): String? = "never"

		@DistributedLock(name = ["order"], key = "#id")
		open suspend fun nested(id: Long, body: suspend () -> String): String = body()

		@DistributedLock(name = ["order"], key = "#id")
		open suspend fun counting(id: Long): Int {
			val seen = inside.incrementAndGet()
			delay(1)
			inside.decrementAndGet()
			return seen
		}

		@DistributedLock(name = ["order"], key = "#id")
		open fun flow(id: Long): Flow<String> = flow {
			emit("a")
			collected.await()
			emit("b")
		}

		@DistributedLock(name = ["order"], key = "#id")
		open suspend fun suspendingFlow(id: Long): Flow<String> = flow(id)

	}

	internal open class Counting {

		@DistributedLock(name = ["count"], timeout = "0s", onTimeout = DistributedLock.OnTimeout.SKIP)
		open suspend fun count(): Int = 1

	}

}
