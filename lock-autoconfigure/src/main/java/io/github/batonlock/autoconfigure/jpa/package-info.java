/**
 * Auto-configuration for warnings of entities that were read before their lock.
 */
@NullMarked
package io.github.batonlock.autoconfigure.jpa;

import org.jspecify.annotations.NullMarked;
