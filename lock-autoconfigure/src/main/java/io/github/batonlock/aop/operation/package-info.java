/**
 * Reads annotations of methods into lock operations, and checks them once per method.
 */
@NullMarked
package io.github.batonlock.aop.operation;

import org.jspecify.annotations.NullMarked;
