/**
 * Parses the names of locks in annotations, and evaluates their expressions for each
 * call.
 */
@NullMarked
package io.github.batonlock.aop.name;

import org.jspecify.annotations.NullMarked;
