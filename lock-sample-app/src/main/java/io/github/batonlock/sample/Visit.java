package io.github.batonlock.sample;

import java.time.Instant;

/**
 * Event published by the thread of a buyer who leaves the shop.
 *
 * @param productId the requested product
 * @param begin time before the stock was read
 * @param end time after the stock was written
 * @param sold whether the product was in stock
 */
record Visit(long productId, Instant begin, Instant end, boolean sold) {

}
