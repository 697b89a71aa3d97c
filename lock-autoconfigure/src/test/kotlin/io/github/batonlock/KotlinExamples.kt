package io.github.batonlock

/**
 * The Kotlin of docs/annotation, so that it is compiled. `ReadmeTests` compares them.
 */
internal open class KotlinExamples(private val carrier: Carrier) {

	@DistributedLock(name = ["order"], key = "#orderId", timeout = "5s")
	open suspend fun ship(orderId: Long): String = carrier.book(orderId)

	internal interface Carrier {

		suspend fun book(orderId: Long): String

	}

}
