/**
 * Events for the flight recorder of the JDK.
 */
@NullMarked
package io.github.batonlock.jfr;

import org.jspecify.annotations.NullMarked;
