/**
 * From the annotation on a method to a lock that is held while it runs.
 */
@NullMarked
package io.github.batonlock.aop;

import org.jspecify.annotations.NullMarked;
