/**
 * One name in this JVM: the callers that wait for it, the caller inside, and the claims
 * to it.
 */
@NullMarked
package io.github.batonlock.engine.site;

import org.jspecify.annotations.NullMarked;
