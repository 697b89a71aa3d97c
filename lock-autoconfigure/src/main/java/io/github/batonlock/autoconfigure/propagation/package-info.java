/**
 * Auto-configuration for context propagation to methods that return futures.
 */
@NullMarked
package io.github.batonlock.autoconfigure.propagation;

import org.jspecify.annotations.NullMarked;
