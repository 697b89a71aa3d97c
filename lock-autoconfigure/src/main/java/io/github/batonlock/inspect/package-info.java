/**
 * A view of the locks of a registry for operators. Used by the endpoint, health, meters,
 * and tests, which need not know how locks work.
 */
@NullMarked
package io.github.batonlock.inspect;

import org.jspecify.annotations.NullMarked;
