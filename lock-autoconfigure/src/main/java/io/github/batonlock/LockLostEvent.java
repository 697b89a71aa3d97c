package io.github.batonlock;

import java.time.Duration;

/**
 * A lease was lost while its holder believed to be inside. Published to the application
 * context of an auto-configured registry, so that an {@code @EventListener} method with a
 * parameter of this type hears of it, on a thread of the registry.
 *
 * @param lockName name of the lock
 * @param held how long it had been held
 * @param reason what happened, as {@link Lease#ensureValid()} would throw it
 */
public record LockLostEvent(String lockName, Duration held, LockLostException reason) {
}
