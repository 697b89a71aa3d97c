/**
 * Auto-configuration for meters and observations of locks.
 */
@NullMarked
package io.github.batonlock.autoconfigure.micrometer;

import org.jspecify.annotations.NullMarked;
