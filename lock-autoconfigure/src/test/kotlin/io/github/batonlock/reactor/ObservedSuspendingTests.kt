package io.github.batonlock.reactor

import io.github.batonlock.DistributedLock
import io.github.batonlock.autoconfigure.DistributedLockAspectAutoConfiguration
import io.github.batonlock.autoconfigure.DistributedLockAutoConfiguration
import io.github.batonlock.autoconfigure.micrometer.LockObservationAutoConfiguration
import io.micrometer.observation.Observation
import io.micrometer.observation.ObservationRegistry
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor
import io.micrometer.observation.tck.TestObservationRegistry
import io.micrometer.observation.tck.TestObservationRegistryAssert
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.reactor.ReactorContext
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.springframework.boot.autoconfigure.AutoConfigurations
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration
import org.springframework.boot.test.context.runner.ApplicationContextRunner
import reactor.util.context.Context

/**
 * What is observed of locked suspending functions.
 */
@Timeout(60)
class ObservedSuspendingTests {

	private val observations = TestObservationRegistry.create()

	private val runner = ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration::class.java,
			DistributedLockAutoConfiguration::class.java, DistributedLockAspectAutoConfiguration::class.java,
			LockObservationAutoConfiguration::class.java))
		.withPropertyValues("distributed-lock.type=local")
		.withBean(ObservationRegistry::class.java, { observations })
		.withBean(Service::class.java)

	@Test
	fun functionObservationHasParentFromContext() {
		val caller = Observation.start("caller", observations)
		runner.run { context ->
			val service = context.getBean(Service::class.java)
			val inside = runBlocking {
				withTimeout(50_000) {
					withContext(ReactorContext(Context.of(ObservationThreadLocalAccessor.KEY, caller))) { service.ship() }
				}
			}
			assertThat(inside?.context?.name).isEqualTo("distributed.lock")
			assertThat(inside?.context?.parentObservation).isSameAs(caller)
			assertThat(observations.currentObservationScope).isNull()
		}
		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo("distributed.lock").that().hasBeenStopped().doesNotHaveError()
		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo("distributed.lock.acquire").that().hasBeenStopped().doesNotHaveError()
	}

	open class Service {

		@DistributedLock(name = ["order"])
		open suspend fun ship(): Observation? {
			delay(1)
			return currentCoroutineContext()[ReactorContext]?.context?.get(ObservationThreadLocalAccessor.KEY)
		}

	}

}
