/**
 * The port between locks and their store: commands, replies, and messages. Implemented by
 * the stores, used by the engine.
 */
@NullMarked
package io.github.batonlock.store;

import org.jspecify.annotations.NullMarked;
