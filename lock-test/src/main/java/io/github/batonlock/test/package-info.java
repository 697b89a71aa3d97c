/**
 * For tests of applications: locks that need no Redis, in which others hold them, time
 * out or are lost when a test wants it, and assertions about them.
 */
@NullMarked
package io.github.batonlock.test;

import org.jspecify.annotations.NullMarked;
