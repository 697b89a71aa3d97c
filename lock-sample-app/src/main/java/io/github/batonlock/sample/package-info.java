/**
 * The sample application.
 */
@NullMarked
package io.github.batonlock.sample;

import org.jspecify.annotations.NullMarked;
