/**
 * Tests of the shop, most of them with instances that are processes.
 */
@NullMarked
package io.github.batonlock.sample;

import org.jspecify.annotations.NullMarked;
