/**
 * Locks for ShedLock.
 */
@NullMarked
package io.github.batonlock.shedlock;

import org.jspecify.annotations.NullMarked;
