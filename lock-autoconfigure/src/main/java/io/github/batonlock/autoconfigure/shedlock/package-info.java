/**
 * Auto-configuration for the lock provider of ShedLock.
 */
@NullMarked
package io.github.batonlock.autoconfigure.shedlock;

import org.jspecify.annotations.NullMarked;
