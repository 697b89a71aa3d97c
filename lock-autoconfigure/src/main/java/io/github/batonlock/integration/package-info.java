/**
 * Locks for Spring Integration.
 */
@NullMarked
package io.github.batonlock.integration;

import org.jspecify.annotations.NullMarked;
