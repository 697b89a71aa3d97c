/**
 * A view of the locks of a registry for operators: the endpoint, health, meters and tests
 * look at it, and need not know how locks work.
 */
@NullMarked
package io.github.batonlock.inspect;

import org.jspecify.annotations.NullMarked;
