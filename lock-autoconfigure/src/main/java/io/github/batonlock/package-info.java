/**
 * Public API: the registry, locks, leases, the annotation, and the exceptions. It is
 * independent of the store.
 */
@NullMarked
package io.github.batonlock;

import org.jspecify.annotations.NullMarked;
