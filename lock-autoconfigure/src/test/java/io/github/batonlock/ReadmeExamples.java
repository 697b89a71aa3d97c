package io.github.batonlock;

/**
 * The Java of README.md, so that it is compiled. {@code ReadmeTests} compares them.
 */
public class ReadmeExamples {

	// the lock "order:42"
	@DistributedLock(name = "order", key = "#orderId", timeout = "5s")
	public void ship(long orderId) {
		// one call at a time for each order, across all JVMs
	}

}
