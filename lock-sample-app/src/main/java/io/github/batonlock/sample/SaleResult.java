package io.github.batonlock.sample;

/**
 * The result of a sale.
 *
 * @param stock number of items in stock
 * @param buyers number of buyers who came
 * @param sold number of buyers who bought an item
 * @param oversold number of buyers who bought an item that was not in stock
 * @param timeouts number of buyers who waited for the lock in vain
 * @param instances number of instances that sold
 * @param handOversBetweenInstances how often a buyer came directly after a buyer of
 * another instance
 * @param waitP50Ms how long half of the buyers waited for the lock at most
 * @param waitP99Ms how long 99 of 100 buyers waited for the lock at most
 */
record SaleResult(int stock, int buyers, int sold, int oversold, int timeouts, int instances,
		int handOversBetweenInstances, long waitP50Ms, long waitP99Ms) {

}
