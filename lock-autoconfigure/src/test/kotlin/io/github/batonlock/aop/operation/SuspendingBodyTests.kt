package io.github.batonlock.aop.operation

import io.github.batonlock.DistributedLock
import kotlinx.coroutines.delay
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/**
 * The compiler puts the body of an open suspending function that goes on afterwards into a
 * static method, which it gives the annotations too.
 */
class SuspendingBodyTests {

	@Test
	fun bodyOfFunctionIsNotLocked() {
		val methods = Service::class.java.declaredMethods.associateBy { it.name }
		val operations = LockOperationSource { it }
		assertThat(methods.getValue("ship\$suspendImpl").isAnnotationPresent(DistributedLock::class.java)).isTrue()
		assertThat(operations.find(methods.getValue("ship\$suspendImpl"), Service::class.java)).isNull()
		assertThat(operations.find(methods.getValue("ship"), Service::class.java)).isNotNull()
	}

	open class Service {

		@DistributedLock(name = ["order"])
		open suspend fun ship(): String {
			delay(1)
			return "done"
		}

	}

}
