/**
 * The aspect alone, without a Redis.
 */
@NullMarked
package io.github.batonlock.benchmarks.aspect;

import org.jspecify.annotations.NullMarked;
