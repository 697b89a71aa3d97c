/**
 * Tables and plots.
 */
@NullMarked
package io.github.batonlock.benchmarks.report;

import org.jspecify.annotations.NullMarked;
