/**
 * Locks around reactive publishers and Kotlin coroutines.
 */
@NullMarked
package io.github.batonlock.reactor;

import org.jspecify.annotations.NullMarked;
