package io.github.batonlock.sample;

/**
 * How a sale went.
 *
 * @param stock how many items there were
 * @param buyers how many came
 * @param sold how many bought one
 * @param oversold how many of those bought what was not there
 * @param timeouts how many waited for the lock in vain
 * @param instances how many instances sold
 * @param handOversBetweenInstances how often a buyer came right after one of another
 * instance
 * @param waitP50Ms how long half of the buyers waited for the lock at most
 * @param waitP99Ms how long 99 of 100 buyers waited for the lock at most
 */
record SaleResult(int stock, int buyers, int sold, int oversold, int timeouts, int instances,
		int handOversBetweenInstances, long waitP50Ms, long waitP99Ms) {

}
