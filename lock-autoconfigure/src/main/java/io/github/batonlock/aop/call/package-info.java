/**
 * A call under its locks: acquire, proceed, release, and the outcome of what goes wrong.
 */
@NullMarked
package io.github.batonlock.aop.call;

import org.jspecify.annotations.NullMarked;
