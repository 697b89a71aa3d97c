/**
 * Meters and observations of locks.
 */
@NullMarked
package io.github.batonlock.micrometer;

import org.jspecify.annotations.NullMarked;
