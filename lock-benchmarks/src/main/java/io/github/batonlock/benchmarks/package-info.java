/**
 * The command that measures Baton and its peers.
 */
@NullMarked
package io.github.batonlock.benchmarks;

import org.jspecify.annotations.NullMarked;
