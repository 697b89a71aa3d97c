/**
 * The code that runs in the locking JVMs, and its records.
 */
@NullMarked
package io.github.batonlock.benchmarks.worker;

import org.jspecify.annotations.NullMarked;
