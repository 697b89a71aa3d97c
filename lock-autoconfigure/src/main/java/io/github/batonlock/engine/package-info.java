/**
 * How the threads of a JVM share its locks, and how JVMs take turns: sites, waiters,
 * tenures, renewal, deadlines. Knows neither Spring nor Redis; the store and the time are
 * handed in.
 */
@NullMarked
package io.github.batonlock.engine;

import org.jspecify.annotations.NullMarked;
