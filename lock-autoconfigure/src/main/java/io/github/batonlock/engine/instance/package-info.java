/**
 * The state that all names of one running registry share: its requests, its renewals, its
 * subscription, the health of its store, and requests that nobody wants any more.
 */
@NullMarked
package io.github.batonlock.engine.instance;

import org.jspecify.annotations.NullMarked;
