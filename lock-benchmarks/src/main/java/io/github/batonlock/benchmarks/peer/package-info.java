/**
 * Baton and the locks that one would use instead, each set up as its users would.
 */
@NullMarked
package io.github.batonlock.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
