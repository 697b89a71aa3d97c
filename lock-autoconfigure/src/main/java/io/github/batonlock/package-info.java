/**
 * What applications touch: the registry, locks, leases, the annotation and the
 * exceptions. Nothing here knows how a lock is kept.
 */
@NullMarked
package io.github.batonlock;

import org.jspecify.annotations.NullMarked;
