/**
 * The lock operation that the annotation of a method asks for, read and checked once per
 * method.
 */
@NullMarked
package io.github.batonlock.aop.operation;

import org.jspecify.annotations.NullMarked;
