/**
 * Baton and its peers, each set up as its users would.
 */
@NullMarked
package io.github.batonlock.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
