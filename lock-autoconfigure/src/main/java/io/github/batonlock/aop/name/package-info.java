/**
 * The names of locks: how annotations write them, and how each call evaluates their
 * expressions.
 */
@NullMarked
package io.github.batonlock.aop.name;

import org.jspecify.annotations.NullMarked;
