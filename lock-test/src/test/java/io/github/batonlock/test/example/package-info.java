/**
 * The Java of docs/testing.md, so that it is compiled and run. {@code ReadmeTests}
 * compares them.
 */
@NullMarked
package io.github.batonlock.test.example;

import org.jspecify.annotations.NullMarked;
