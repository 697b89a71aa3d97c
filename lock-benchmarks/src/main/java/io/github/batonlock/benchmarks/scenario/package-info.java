/**
 * Scenarios and their measurement.
 */
@NullMarked
package io.github.batonlock.benchmarks.scenario;

import org.jspecify.annotations.NullMarked;
