/**
 * The port between locks and the place where they are kept: commands, their replies, and
 * the messages that come back. Implemented by the stores, called by the engine.
 */
@NullMarked
package io.github.batonlock.store;

import org.jspecify.annotations.NullMarked;
