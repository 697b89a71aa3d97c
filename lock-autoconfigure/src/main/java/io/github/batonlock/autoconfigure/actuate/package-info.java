/**
 * Auto-configuration for the endpoint {@code locks} and for health.
 */
@NullMarked
package io.github.batonlock.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
