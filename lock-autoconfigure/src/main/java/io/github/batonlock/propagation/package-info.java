/**
 * Thread locals of the caller for methods that return futures.
 */
@NullMarked
package io.github.batonlock.propagation;

import org.jspecify.annotations.NullMarked;
