/**
 * Applies locks to annotated methods: the advisor and the aspect, their checks at
 * start-up, and their hints for native images.
 */
@NullMarked
package io.github.batonlock.aop;

import org.jspecify.annotations.NullMarked;
