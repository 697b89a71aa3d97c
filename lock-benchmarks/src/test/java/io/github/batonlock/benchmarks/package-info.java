/**
 * Tests of the benchmarks.
 */
package io.github.batonlock.benchmarks;
