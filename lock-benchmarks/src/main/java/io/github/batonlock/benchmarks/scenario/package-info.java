/**
 * What is measured, and how it is read off.
 */
@NullMarked
package io.github.batonlock.benchmarks.scenario;

import org.jspecify.annotations.NullMarked;
