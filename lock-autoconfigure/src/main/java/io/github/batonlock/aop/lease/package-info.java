/**
 * Acquires, holds and releases several locks as one, with or without a waiting thread.
 */
@NullMarked
package io.github.batonlock.aop.lease;

import org.jspecify.annotations.NullMarked;
