/**
 * Provides the beans of the core and of the annotation, their properties, and the
 * lifecycle of registries.
 */
@NullMarked
package io.github.batonlock.autoconfigure;

import org.jspecify.annotations.NullMarked;
