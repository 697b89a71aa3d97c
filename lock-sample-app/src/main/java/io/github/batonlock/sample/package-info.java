/**
 * A shop that sells the last items from several instances at once: with
 * {@link io.github.batonlock.sample.Shop#buy the lock} exactly as many as there are,
 * without it more.
 */
@NullMarked
package io.github.batonlock.sample;

import org.jspecify.annotations.NullMarked;
