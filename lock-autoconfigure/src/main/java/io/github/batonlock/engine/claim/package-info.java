/**
 * The life of one request, from its first command until the store has forgotten it. Each
 * class that extends {@link io.github.batonlock.engine.claim.State} is a state of the
 * diagram in {@code docs/protocol.md}.
 */
@NullMarked
package io.github.batonlock.engine.claim;

import org.jspecify.annotations.NullMarked;
