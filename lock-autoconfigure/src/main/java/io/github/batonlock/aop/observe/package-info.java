/**
 * Interfaces for observers of locked calls: observations, the context of callers, and
 * reads before the lock.
 */
@NullMarked
package io.github.batonlock.aop.observe;

import org.jspecify.annotations.NullMarked;
