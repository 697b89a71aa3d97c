/**
 * The lock store on Redis: keys, scripts, messages, the subscription, and the drivers.
 */
@NullMarked
package io.github.batonlock.redis;

import org.jspecify.annotations.NullMarked;
