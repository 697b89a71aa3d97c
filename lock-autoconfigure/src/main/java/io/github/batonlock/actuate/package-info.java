/**
 * Locks in Spring Boot's Actuator.
 */
@NullMarked
package io.github.batonlock.actuate;

import org.jspecify.annotations.NullMarked;
