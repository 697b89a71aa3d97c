/**
 * What the tests of all packages share: a real Redis.
 */
@NullMarked
package io.github.batonlock.testing;

import org.jspecify.annotations.NullMarked;
