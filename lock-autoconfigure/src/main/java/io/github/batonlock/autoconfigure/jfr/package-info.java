/**
 * Auto-configuration for events in recordings of the JDK Flight Recorder.
 */
@NullMarked
package io.github.batonlock.autoconfigure.jfr;

import org.jspecify.annotations.NullMarked;
