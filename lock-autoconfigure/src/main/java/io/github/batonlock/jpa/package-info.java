/**
 * Detection of entities that JPA has read before a lock was acquired.
 */
@NullMarked
package io.github.batonlock.jpa;

import org.jspecify.annotations.NullMarked;
