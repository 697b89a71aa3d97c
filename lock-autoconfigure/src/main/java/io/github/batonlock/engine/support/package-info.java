/**
 * Tools of the engine that know nothing of locks: time, deadlines, the mutex of a site,
 * pauses after failures, threads, and work that an error has cut off.
 */
@NullMarked
package io.github.batonlock.engine.support;

import org.jspecify.annotations.NullMarked;
