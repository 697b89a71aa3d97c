/**
 * A lock store in memory, for tests and for applications of a single process.
 */
@NullMarked
package io.github.batonlock.local;

import org.jspecify.annotations.NullMarked;
