package io.github.batonlock.sample;

import java.time.Instant;

/**
 * The event of a buyer who leaves the shop, published by the buyer's thread.
 *
 * @param productId what was wanted
 * @param begin before the stock was read
 * @param end after it was written
 * @param sold whether there was any
 */
record Visit(long productId, Instant begin, Instant end, boolean sold) {

}
