/**
 * One command that measures Baton beside its peers.
 */
@NullMarked
package io.github.batonlock.benchmarks;

import org.jspecify.annotations.NullMarked;
