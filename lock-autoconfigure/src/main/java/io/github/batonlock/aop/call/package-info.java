/**
 * Runs calls under their locks: acquires, proceeds and releases, and decides the outcome
 * of timeouts, outages and losses.
 */
@NullMarked
package io.github.batonlock.aop.call;

import org.jspecify.annotations.NullMarked;
