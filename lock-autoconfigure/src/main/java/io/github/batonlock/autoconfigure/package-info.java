/**
 * Properties, conditions and beans: how an application gets its lock registry.
 */
@NullMarked
package io.github.batonlock.autoconfigure;

import org.jspecify.annotations.NullMarked;
