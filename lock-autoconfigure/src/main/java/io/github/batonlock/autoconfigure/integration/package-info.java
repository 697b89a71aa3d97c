/**
 * Auto-configuration for the lock registry of Spring Integration.
 */
@NullMarked
package io.github.batonlock.autoconfigure.integration;

import org.jspecify.annotations.NullMarked;
