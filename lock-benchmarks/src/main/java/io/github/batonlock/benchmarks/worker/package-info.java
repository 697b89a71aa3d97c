/**
 * What runs in the JVMs that lock, and what they write down.
 */
@NullMarked
package io.github.batonlock.benchmarks.worker;

import org.jspecify.annotations.NullMarked;
