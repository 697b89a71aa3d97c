/**
 * Support for tests of applications: locks that need no Redis, simulations of holders,
 * timeouts, and losses, and assertions about locks.
 */
@NullMarked
package io.github.batonlock.test;

import org.jspecify.annotations.NullMarked;
